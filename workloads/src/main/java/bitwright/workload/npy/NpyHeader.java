package bitwright.workload.npy;

import bitwright.workload.WorkloadException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What an {@code .npy} file says about itself, checked against its size.
 *
 * @param type the elements' type
 * @param order the elements' byte order
 * @param fortranOrder whether the first axis runs fastest in the file
 * @param shape the extents, none negative; empty for a scalar
 * @param dataOffset bytes before the first element
 */
record NpyHeader(NpyType type, ByteOrder order, boolean fortranOrder, int[] shape, int dataOffset) {
    /** Longer headers belong to structured types, which are no tensors. */
    static final int LONGEST = 1 << 16;

    static final int PREFIX = 12;

    /**
     * Reads a header.
     *
     * @param file for messages
     * @param start the file's first bytes, at least {@link #PREFIX} or all that there are, and the whole header at best
     */
    static NpyHeader parse(String file, byte[] start) {
        if (start.length < 10
                || start[0] != (byte) 0x93
                || !"NUMPY".equals(new String(start, 1, 5, StandardCharsets.ISO_8859_1))) {
            throw new WorkloadException(file + ": is not an .npy file: it does not begin with \\x93NUMPY");
        }
        int end = headerEnd(file, start);
        if (end > start.length) {
            throw new WorkloadException(
                    file + ": is truncated: the header ends at byte " + end + " and the file at " + start.length);
        }
        int begin = start[6] == 1 ? 10 : PREFIX;
        String text = new String(start, begin, end - begin, StandardCharsets.UTF_8);
        var dictionary = new HeaderDictionary(file, text);
        dictionary.parse();
        return fromDictionary(file, dictionary, end);
    }

    /** Where the header ends and the elements begin, as the first bytes say. */
    static int headerEnd(String file, byte[] start) {
        int version = start[6];
        if (version < 1 || version > 3) {
            throw new WorkloadException(file + ": .npy version must be 1, 2 or 3, got " + Byte.toUnsignedInt(start[6]));
        }
        long length = unsigned(start, 8, 2);
        if (version > 1) {
            if (start.length < PREFIX) {
                throw new WorkloadException(file + ": is truncated within the header's length");
            }
            length = unsigned(start, 8, 4);
        }
        if (length > LONGEST) {
            throw new WorkloadException(
                    file + ": the header must be at most " + LONGEST + " bytes long, got " + length);
        }
        return (version == 1 ? 10 : PREFIX) + (int) length;
    }

    private static long unsigned(byte[] bytes, int at, int count) {
        long value = 0;
        for (int i = count - 1; i >= 0; i--) {
            value = value << 8 | bytes[at + i] & 0xFF;
        }
        return value;
    }

    private static NpyHeader fromDictionary(String file, HeaderDictionary dictionary, int end) {
        String descr = dictionary.descr();
        char order = descr.isEmpty() ? ' ' : descr.charAt(0);
        NpyType type = "<>|=".indexOf(order) < 0
                ? null
                : NpyType.of(descr.substring(1)).orElse(null);
        if (type == null || order == '|' && type.bytes() > 1) {
            throw new WorkloadException(file + ": element type '" + descr
                    + "' is not supported; supported are bool, int8 to int64, uint8 to uint64, float16 to float64");
        }
        int[] shape = new int[dictionary.shape().length];
        for (int axis = 0; axis < shape.length; axis++) {
            long extent = dictionary.shape()[axis];
            if (extent < 0 || extent > Integer.MAX_VALUE) {
                throw new WorkloadException(file + ": extents must be between 0 and " + Integer.MAX_VALUE + ", got "
                        + Arrays.toString(dictionary.shape()));
            }
            shape[axis] = (int) extent;
        }
        var byteOrder = order == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return new NpyHeader(type, byteOrder, dictionary.fortranOrder(), shape, end);
    }

    /** Elements, checked to be as many as the file holds; asks before anything is allocated. */
    long checkedSize(String file, long fileBytes) {
        long size = 1;
        boolean empty = false;
        for (int extent : shape) {
            empty |= extent == 0;
            // Beyond a file's reach already, so that it needs no exact number.
            size = extent != 0 && size > Long.MAX_VALUE / 16 / extent
                    ? Long.MAX_VALUE / 16
                    : size * Math.max(extent, 1);
        }
        long elements = empty ? 0 : size;
        long available = fileBytes - dataOffset;
        if (elements * type.bytes() != available) {
            throw new WorkloadException(file + ": shape " + Arrays.toString(shape) + " of " + type.bytes()
                    + "-byte elements needs " + elements * type.bytes() + " bytes of data, the file holds "
                    + available + (elements * type.bytes() > available ? " (truncated?)" : " (trailing bytes)"));
        }
        return elements;
    }
}
