package bitwright.workload.tflite;

import bitwright.workload.IntegerFormat;
import bitwright.workload.WorkloadException;
import bitwright.workload.network.Port;
import bitwright.workload.network.Scale;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A tensor of the file.
 *
 * @param index its number, for messages
 * @param shape its extents
 * @param type the schema's number of its element type
 * @param data its elements; empty where it is computed
 * @param scales one, or one a channel, or none
 * @param zeroPoints likewise
 * @param channelAxis the axis of the channels that have scales of their own
 */
record TfliteTensor(
        int index, int[] shape, int type, ByteBuffer data, float[] scales, long[] zeroPoints, int channelAxis) {
    private static final int INT32 = 2;
    private static final int INT64 = 4;
    private static final int INT16 = 7;
    private static final int INT8 = 9;
    private static final int INT4 = 17;

    private static final long MOST_ELEMENTS = Integer.MAX_VALUE - 8;

    long volume() {
        long volume = 1;
        for (int extent : shape) {
            if (extent < 1) {
                throw problem("has shape " + Arrays.toString(shape) + "; extents must be at least 1");
            }
            volume *= extent;
            if (volume > MOST_ELEMENTS) {
                throw problem("has shape " + Arrays.toString(shape) + "; at most " + MOST_ELEMENTS
                        + " elements are supported");
            }
        }
        return volume;
    }

    boolean isConstant() {
        return data.hasRemaining();
    }

    IntegerFormat format() {
        return switch (type) {
            case INT8 -> IntegerFormat.INT8;
            case INT16 -> IntegerFormat.INT16;
            case INT4 -> new IntegerFormat(4, true);
            default -> throw problem("has element type " + type + "; int8, int16 and, for weights, int4 are supported");
        };
    }

    /** What a computed tensor carries. */
    Port port() {
        volume();
        if (shape.length == 0 || shape[0] != 1) {
            throw problem("has shape " + Arrays.toString(shape) + "; the first extent, the batch, must be 1");
        }
        if (format().bits() == 4) {
            throw problem("is int4, which is supported for weights alone");
        }
        return new Port(shape, format().encoding(zeroPoint()), scale(1));
    }

    int zeroPoint() {
        long first = zeroPoints.length == 0 ? 0 : zeroPoints[0];
        for (long zeroPoint : zeroPoints) {
            if (zeroPoint != first || zeroPoint < format().least() || zeroPoint > format().largest()) {
                throw problem("has zero points that differ or that its format does not hold");
            }
        }
        return (int) first;
    }

    /** The scales, one or as many as there are channels. */
    Scale scale(int channels) {
        if (scales.length != 1 && scales.length != channels) {
            throw problem("has " + scales.length + " scales for " + channels + " channels");
        }
        try {
            return new Scale(scales);
        } catch (IllegalArgumentException e) {
            throw problem(e.getMessage());
        }
    }

    /** All elements of a constant integer tensor. */
    long[] integers() {
        int bits = switch (type) {
            case INT32 -> 32;
            case INT64 -> 64;
            default -> format().bits();
        };
        checkData(bits);
        ByteBuffer bytes = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        long[] values = new long[(int) volume()];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (bits) {
                case 4 -> {
                    int pair = bytes.get(bytes.position() + i / 2);
                    yield (i % 2 == 0 ? pair << 28 : pair << 24) >> 28; // the low half comes first
                }
                case 8 -> bytes.get();
                case 16 -> bytes.getShort();
                case 32 -> bytes.getInt();
                default -> bytes.getLong();
            };
        }
        return values;
    }

    boolean isInt64() {
        return type == INT64;
    }

    boolean isIndex() {
        return type == INT32 || type == INT64;
    }

    /** Checks that the elements are there, without reading them. */
    void checkData(int bits) {
        long wanted = (volume() * bits + 7) / 8;
        if (data.remaining() != wanted) {
            throw problem("of shape " + Arrays.toString(shape) + " needs " + wanted + " bytes of data, the file holds "
                    + data.remaining());
        }
    }

    WorkloadException problem(String text) {
        return new WorkloadException("tensor " + index + " " + text);
    }
}
