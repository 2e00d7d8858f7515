package bitwright.workload.gguf;

import bitwright.workload.IntegerFormat;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How ggml stores the elements of a tensor: plainly, or in blocks of small integers with shared scales. Layouts as in
 * ggml's public sources, commit d99724f.
 */
public enum GgmlType {
    F32(0, 1, 4, 0, null),
    F16(1, 1, 2, 0, null),
    BF16(30, 1, 2, 0, null),
    Q4_0(2, 32, 18, 32, new IntegerFormat(4, true)),
    Q4_1(3, 32, 20, 32, new IntegerFormat(4, false)),
    Q5_0(6, 32, 22, 32, new IntegerFormat(5, true)),
    Q5_1(7, 32, 24, 32, new IntegerFormat(5, false)),
    Q8_0(8, 32, 34, 32, IntegerFormat.INT8),
    Q2_K(10, 256, 84, 16, new IntegerFormat(2, false)),
    Q3_K(11, 256, 110, 16, new IntegerFormat(3, true)),
    Q4_K(12, 256, 144, 32, new IntegerFormat(4, false)),
    Q5_K(13, 256, 176, 32, new IntegerFormat(5, false)),
    Q6_K(14, 256, 210, 16, new IntegerFormat(6, true)),
    TQ1_0(34, 256, 54, 256, new IntegerFormat(2, true)),
    TQ2_0(35, 256, 66, 256, new IntegerFormat(2, true)),
    /** Codes are twice the E2M1 values, which makes them integers: 0, 1, 2, 3, 4, 6, 8, 12 and their negatives. */
    MXFP4(39, 32, 17, 32, new IntegerFormat(5, true)),
    /** Likewise. */
    NVFP4(40, 64, 36, 16, new IntegerFormat(5, true));

    private final int number;
    private final int blockSize;
    private final int blockBytes;
    private final int scaledSize;
    private final IntegerFormat codes;

    GgmlType(int number, int blockSize, int blockBytes, int scaledSize, IntegerFormat codes) {
        this.number = number;
        this.blockSize = blockSize;
        this.blockBytes = blockBytes;
        this.scaledSize = scaledSize;
        this.codes = codes;
    }

    /** Elements that are stored together. */
    public int blockSize() {
        return blockSize;
    }

    /** Bytes of such a block. */
    public int blockBytes() {
        return blockBytes;
    }

    /** Elements that share a scale; 0 where there is none. */
    public int scaledSize() {
        return scaledSize;
    }

    /** The format of the codes; empty for plain floats. */
    public Optional<IntegerFormat> codes() {
        return Optional.ofNullable(codes);
    }

    /** Whether codes are unsigned and blocks have an offset beside their scale. */
    public boolean hasOffsets() {
        return codes != null && !codes.signed();
    }

    /** ggml's name, e.g. {@code q4_K}. */
    public String label() {
        return name().startsWith("Q") ? "q" + name().substring(1) : name().toLowerCase(Locale.ROOT);
    }

    static Optional<GgmlType> of(long number) {
        return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
    }

    public static Optional<GgmlType> named(String label) {
        return Arrays.stream(values())
                .filter(type -> type.label().equals(label))
                .findFirst();
    }
}
