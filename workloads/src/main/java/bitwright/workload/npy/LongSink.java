package bitwright.workload.npy;

import java.nio.ByteBuffer;

/** Turns elements of any integer type into longs. */
final class LongSink implements NpyFile.Sink {
    private final NpyFile file;
    private final long[] data;

    LongSink(NpyFile file, long[] data) {
        this.file = file;
        this.data = data;
    }

    @Override
    public void accept(ByteBuffer elements, int first, int count) {
        if (file.type() == NpyType.INT64) {
            elements.asLongBuffer().get(data, first, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            data[first + i] = element(file, elements, first, i);
        }
    }

    /** Element i of a chunk whose first element is the file's element {@code first}. */
    static long element(NpyFile file, ByteBuffer elements, int first, int i) {
        return switch (file.type()) {
            case BOOL, UINT8 -> elements.get(i) & 0xFF;
            case INT8 -> elements.get(i);
            case INT16 -> elements.getShort(2 * i);
            case UINT16 -> elements.getShort(2 * i) & 0xFFFF;
            case INT32 -> elements.getInt(4 * i);
            case UINT32 -> elements.getInt(4 * i) & 0xFFFF_FFFFL;
            case INT64 -> elements.getLong(8 * i);
            case UINT64 -> {
                long value = elements.getLong(8 * i);
                if (value < 0) {
                    throw file.badElement(first + (long) i, "must fit 63 bits, got " + Long.toUnsignedString(value));
                }
                yield value;
            }
            case FLOAT16, FLOAT32, FLOAT64 -> throw new IllegalStateException("floats are refused before");
        };
    }
}
