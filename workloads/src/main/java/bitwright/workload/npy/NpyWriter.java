package bitwright.workload.npy;

import bitwright.workload.Tensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Writes {@code .npy} files as NumPy does: version 1, little-endian, C order, data at a multiple of 64 bytes. */
public final class NpyWriter {
    private NpyWriter() {}

    /** Writes integers; a value that the type cannot hold is the caller's mistake. */
    public static void write(Path path, Tensor tensor, NpyType type) throws IOException {
        writeElements(path, tensor.shape(), type, tensor.data().length, i -> tensor.data()[i]);
    }

    public static void write(Path path, int[] shape, long[] data, NpyType type) throws IOException {
        writeElements(path, shape, type, data.length, i -> data[i]);
    }

    public static void write(Path path, int[] shape, float[] data) throws IOException {
        checkSize(shape, data.length);
        try (var out = new BufferedOutputStream(Files.newOutputStream(path), 1 << 16)) {
            out.write(header(shape, NpyType.FLOAT32));
            var element = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
            for (float value : data) {
                out.write(element.putFloat(0, value).array());
            }
        }
    }

    private interface Elements {
        long at(int index);
    }

    private static void writeElements(Path path, int[] shape, NpyType type, int size, Elements elements)
            throws IOException {
        checkSize(shape, size);
        if (type.isFloat()) {
            throw new IllegalArgumentException("integers are written as an integer type, not as " + type);
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path), 1 << 16)) {
            out.write(header(shape, type));
            for (int i = 0; i < size; i++) {
                long value = elements.at(i);
                if (value < type.least() || value > type.largest()) {
                    throw new IllegalArgumentException(path + ": " + value + " does not fit " + type);
                }
                for (int b = 0; b < type.bytes(); b++) {
                    out.write((int) (value >> 8 * b));
                }
            }
        }
    }

    private static void checkSize(int[] shape, int size) {
        long wanted = Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
        if (wanted != size) {
            throw new IllegalArgumentException(
                    "shape " + Arrays.toString(shape) + " holds " + wanted + " values, got " + size);
        }
    }

    private static byte[] header(int[] shape, NpyType type) {
        String extents = Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        String tuple = "(" + extents + (shape.length == 1 ? ",)" : ")");
        String text = "{'descr': '" + (type.bytes() == 1 ? "|" : "<") + type.code()
                + "', 'fortran_order': False, 'shape': " + tuple + ", }";
        int length = (10 + text.length() + 1 + 63) / 64 * 64 - 10;
        text += " ".repeat(length - text.length() - 1) + "\n";
        var bytes = ByteBuffer.allocate(10 + length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        bytes.put((byte) 1).put((byte) 0).putShort((short) length);
        return bytes.put(text.getBytes(StandardCharsets.US_ASCII)).array();
    }
}
