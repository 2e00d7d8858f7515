package bitwright.workload.npy;

import java.nio.ByteBuffer;

/** Turns elements of any type into 32-bit integers, and refuses those that are none. */
final class IntegerSink implements NpyFile.Sink {
    private final NpyFile file;
    private final int[] data;

    IntegerSink(NpyFile file, int[] data) {
        this.file = file;
        this.data = data;
    }

    @Override
    public void accept(ByteBuffer elements, int first, int count) {
        switch (file.type()) {
            case BOOL, INT8, UINT8 -> bytes(elements, first, count);
            case INT16, UINT16 -> shorts(elements, first, count);
            case INT32 -> elements.asIntBuffer().get(data, first, count);
            case UINT32, INT64, UINT64 -> {
                for (int i = 0; i < count; i++) {
                    long value = LongSink.element(file, elements, first, i);
                    if (value != (int) value) {
                        throw file.badElement(first + (long) i, "must fit 32 bits, got " + value);
                    }
                    data[first + i] = (int) value;
                }
            }
            case FLOAT16 -> {
                for (int i = 0; i < count; i++) {
                    data[first + i] = integral(first + i, HalfFloat.toFloat(elements.getShort(2 * i)));
                }
            }
            case FLOAT32 -> floats(elements, first, count);
            case FLOAT64 -> {
                for (int i = 0; i < count; i++) {
                    data[first + i] = integral(first + i, elements.getDouble(8 * i));
                }
            }
        }
    }

    private void bytes(ByteBuffer elements, int first, int count) {
        byte[] chunk = new byte[count];
        elements.get(chunk);
        int mask = file.type() == NpyType.INT8 ? -1 : 0xFF;
        widen(chunk, mask, data, first);
        if (file.type() == NpyType.BOOL) {
            for (int i = 0; i < count; i++) {
                if (data[first + i] > 1) {
                    throw file.badElement(first + (long) i, "must be False or True (0 or 1), got " + data[first + i]);
                }
            }
        }
    }

    private static void widen(byte[] chunk, int mask, int[] data, int first) {
        for (int i = 0; i < chunk.length; i++) {
            data[first + i] = chunk[i] & mask;
        }
    }

    private void shorts(ByteBuffer elements, int first, int count) {
        short[] chunk = new short[count];
        elements.asShortBuffer().get(chunk);
        widen(chunk, file.type() == NpyType.INT16 ? -1 : 0xFFFF, data, first);
    }

    private static void widen(short[] chunk, int mask, int[] data, int first) {
        for (int i = 0; i < chunk.length; i++) {
            data[first + i] = chunk[i] & mask;
        }
    }

    private void floats(ByteBuffer elements, int first, int count) {
        float[] chunk = new float[count];
        elements.asFloatBuffer().get(chunk);
        int bad = convert(chunk, data, first);
        if (bad >= 0) {
            integral(first + bad, chunk[bad]);
        }
    }

    /** Converts until the end, or returns the first place whose value is no integer. */
    private static int convert(float[] chunk, int[] data, int first) {
        for (int i = 0; i < chunk.length; i++) {
            int value = (int) chunk[i];
            if ((double) value != (double) chunk[i]) { // as floats 2^31 − 1 and 2^31 would be equal
                return i;
            }
            data[first + i] = value;
        }
        return -1;
    }

    private int integral(int position, double value) {
        if ((int) value != value) {
            throw file.badElement(position, "must be an integer of 32 bits, got " + value);
        }
        return (int) value;
    }
}
