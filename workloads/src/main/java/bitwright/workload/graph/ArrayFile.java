package bitwright.workload.graph;

import bitwright.workload.WorkloadException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A file of nothing but little-endian numbers, unpacked where its name ends in {@code .gz}. */
public final class ArrayFile {
    private static final int CHUNK = 1 << 16;
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    private ArrayFile() {}

    /**
     * All bytes.
     *
     * @throws WorkloadException naming the file if it is missing or broken
     */
    public static byte[] bytes(Path file) throws IOException {
        try (var in = open(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES);
            if (in.read() >= 0) {
                throw new WorkloadException(file + ": holds more than " + MOST_BYTES + " bytes");
            }
            return bytes;
        } catch (ZipException | EOFException e) {
            throw broken(file, e);
        }
    }

    /** 32-bit integers. */
    public static int[] ints(Path file) throws IOException {
        int[] values = new int[CHUNK];
        int size = 0;
        try (var in = open(file)) {
            byte[] chunk = new byte[CHUNK * Integer.BYTES];
            for (int n = in.readNBytes(chunk, 0, chunk.length); n > 0; n = in.readNBytes(chunk, 0, chunk.length)) {
                if (n % Integer.BYTES != 0) {
                    throw new WorkloadException(file + ": must hold whole 32-bit numbers, but "
                            + ((long) size * Integer.BYTES + n) + " bytes are no multiple of 4");
                }
                int count = n / Integer.BYTES;
                if (size + count > values.length) {
                    if (values.length > MOST_BYTES / 2) {
                        throw new WorkloadException(file + ": holds more than " + MOST_BYTES / 2 + " numbers");
                    }
                    values = Arrays.copyOf(values, Math.max(size + count, values.length * 2));
                }
                ByteBuffer.wrap(chunk, 0, n)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asIntBuffer()
                        .get(values, size, count);
                size += count;
            }
        } catch (ZipException | EOFException e) {
            throw broken(file, e);
        }
        return size == values.length ? values : Arrays.copyOf(values, size);
    }

    /** 32-bit floats. */
    public static float[] floats(Path file) throws IOException {
        int[] bits = ints(file);
        float[] values = new float[bits.length];
        for (int i = 0; i < bits.length; i++) {
            values[i] = Float.intBitsToFloat(bits[i]);
        }
        return values;
    }

    /** The file's bytes, unpacked. */
    static InputStream open(Path file) throws IOException {
        InputStream bytes;
        try {
            bytes = Files.newInputStream(file);
        } catch (NoSuchFileException e) {
            throw new WorkloadException(file + ": no such file", e);
        }
        if (!file.toString().endsWith(".gz")) {
            return bytes;
        }
        try {
            return new GZIPInputStream(bytes, CHUNK);
        } catch (ZipException | EOFException e) {
            bytes.close();
            throw broken(file, e);
        }
    }

    static WorkloadException broken(Path file, IOException e) {
        return new WorkloadException(
                file + ": is not a whole gzip file" + (e.getMessage() == null ? "" : ": " + e.getMessage()), e);
    }
}
