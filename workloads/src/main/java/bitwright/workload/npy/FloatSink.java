package bitwright.workload.npy;

import java.nio.ByteBuffer;

/** Turns elements of any type into floats. */
final class FloatSink implements NpyFile.Sink {
    private final NpyType type;
    private final float[] data;

    FloatSink(NpyType type, float[] data) {
        this.type = type;
        this.data = data;
    }

    @Override
    public void accept(ByteBuffer elements, int first, int count) {
        if (type == NpyType.FLOAT32) {
            elements.asFloatBuffer().get(data, first, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            data[first + i] = element(elements, i);
        }
    }

    private float element(ByteBuffer elements, int i) {
        return switch (type) {
            case BOOL, UINT8 -> elements.get(i) & 0xFF;
            case INT8 -> elements.get(i);
            case INT16 -> elements.getShort(2 * i);
            case UINT16 -> elements.getShort(2 * i) & 0xFFFF;
            case INT32 -> elements.getInt(4 * i);
            case UINT32 -> elements.getInt(4 * i) & 0xFFFF_FFFFL;
            case INT64 -> elements.getLong(8 * i);
            case UINT64 -> unsigned(elements.getLong(8 * i));
            case FLOAT16 -> HalfFloat.toFloat(elements.getShort(2 * i));
            case FLOAT32 -> elements.getFloat(4 * i);
            case FLOAT64 -> (float) elements.getDouble(8 * i);
        };
    }

    private static float unsigned(long value) {
        // Halved with the lost bit kept sticky, the conversion rounds once.
        return value >= 0 ? value : 2f * (value >>> 1 | value & 1);
    }
}
