package bitwright.conformance.arith;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** The little-endian records of one gzipped file, read front to back. */
final class Records {
    private final ByteBuffer bytes;

    private Records(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    static Records read(Path file) throws IOException {
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
            return new Records(ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN));
        }
    }

    boolean more() {
        return bytes.hasRemaining();
    }

    int u8() {
        return bytes.get() & 0xFF;
    }

    int u16() {
        return bytes.getShort() & 0xFFFF;
    }

    int i32() {
        return bytes.getInt();
    }

    long i64() {
        return bytes.getLong();
    }

    float f32() {
        return Float.intBitsToFloat(bytes.getInt());
    }

    double f64() {
        return Double.longBitsToDouble(bytes.getLong());
    }

    /** A code in the fewest of 1, 2 or 4 bytes that hold it. */
    int code(int bits) {
        return bits <= 8 ? u8() : bits <= 16 ? u16() : i32();
    }

    int[] codes(int bits, int count) {
        int[] codes = new int[count];
        for (int i = 0; i < count; i++) {
            codes[i] = code(bits);
        }
        return codes;
    }
}
