package bitwright.workload.npy;

import java.util.Arrays;
import java.util.Optional;

/** The element types of {@code .npy} files that we read and write. */
public enum NpyType {
    BOOL("b1", 1),
    INT8("i1", 1),
    INT16("i2", 2),
    INT32("i4", 4),
    INT64("i8", 8),
    UINT8("u1", 1),
    UINT16("u2", 2),
    UINT32("u4", 4),
    UINT64("u8", 8),
    FLOAT16("f2", 2),
    FLOAT32("f4", 4),
    FLOAT64("f8", 8);

    private final String code;
    private final int bytes;

    NpyType(String code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** NumPy's name without the byte order, e.g. {@code i2}. */
    String code() {
        return code;
    }

    /** Bytes of an element. */
    public int bytes() {
        return bytes;
    }

    public boolean isFloat() {
        return code.charAt(0) == 'f';
    }

    /** Least value of an integer type, as far as a long reaches. */
    public long least() {
        return code.charAt(0) == 'i' ? -1L << (8 * bytes - 1) : 0;
    }

    /** Largest value of an integer type, as far as a long reaches. */
    public long largest() {
        return switch (code.charAt(0)) {
            case 'b' -> 1;
            case 'i' -> ~(-1L << (8 * bytes - 1));
            default -> this == UINT64 ? Long.MAX_VALUE : (1L << 8 * bytes) - 1;
        };
    }

    static Optional<NpyType> of(String code) {
        return Arrays.stream(values()).filter(type -> type.code.equals(code)).findFirst();
    }
}
