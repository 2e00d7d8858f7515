package bitwright.workload.onnx;

import ai.onnx.proto.OnnxMl;
import bitwright.workload.WorkloadException;
import bitwright.workload.npy.HalfFloat;
import bitwright.workload.real.Element;
import bitwright.workload.real.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The constant tensors of a model, whose elements lie in one of several places. */
final class OnnxTensors {
    private final ExternalData external;

    OnnxTensors(ExternalData external) {
        this.external = external;
    }

    Value value(OnnxMl.TensorProto tensor) {
        boolean elsewhere = tensor.getDataLocation() == OnnxMl.TensorProto.DataLocation.EXTERNAL;
        int[] shape = new int[tensor.getDimsCount()];
        for (int axis = 0; axis < shape.length; axis++) {
            long extent = tensor.getDims(axis);
            if (extent < 0 || extent > Value.MOST_COMPUTED) {
                throw new WorkloadException("has an extent of " + extent);
            }
            shape[axis] = (int) extent;
        }
        int volume = Value.volume(shape);
        ByteBuffer raw = (elsewhere
                        ? external.of(tensor, 8L * volume)
                        : tensor.getRawData().asReadOnlyByteBuffer())
                .order(ByteOrder.LITTLE_ENDIAN);
        return switch (tensor.getDataType()) {
            case 1 -> Value.of(shape, floats(tensor, raw, volume));
            case 11 -> Value.of(shape, doubles(tensor, raw, volume));
            case 10 -> Value.of(shape, halves(integers(tensor, raw, volume, 16, false)));
            case 16 -> Value.of(shape, brains(integers(tensor, raw, volume, 16, false)));
            case 2 -> Value.of(Element.UINT8, shape, integers(tensor, raw, volume, 8, false));
            case 3 -> Value.of(Element.INT8, shape, integers(tensor, raw, volume, 8, true));
            case 4 -> Value.of(Element.UINT16, shape, integers(tensor, raw, volume, 16, false));
            case 5 -> Value.of(Element.INT16, shape, integers(tensor, raw, volume, 16, true));
            case 6 -> Value.of(Element.INT32, shape, integers(tensor, raw, volume, 32, true));
            case 7 -> Value.of(Element.INT64, shape, longs(tensor, raw, volume));
            case 9 -> Value.of(Element.BOOL, shape, integers(tensor, raw, volume, 8, false));
            case 21 -> Value.of(Element.UINT4, shape, nibbles(tensor, raw, volume, false));
            case 22 -> Value.of(Element.INT4, shape, nibbles(tensor, raw, volume, true));
            default ->
                throw new WorkloadException("is of element type " + tensor.getDataType() + ", which is not supported; "
                        + "supported are float, double, float16, bfloat16, bool, int4 to int64 and uint4 to uint16");
        };
    }

    private static void check(int found, int wanted, String where) {
        if (found != wanted) {
            throw new WorkloadException("needs " + wanted + " " + where + ", the file holds " + found);
        }
    }

    private static float[] floats(OnnxMl.TensorProto tensor, ByteBuffer raw, int volume) {
        if (raw.hasRemaining() || volume == 0) {
            check(raw.remaining(), Math.multiplyExact(4, volume), "bytes of data");
        } else {
            check(tensor.getFloatDataCount(), volume, "floats");
        }
        float[] values = new float[volume];
        for (int i = 0; i < volume; i++) {
            values[i] = raw.hasRemaining() ? raw.getFloat() : tensor.getFloatData(i);
        }
        return values;
    }

    private static float[] doubles(OnnxMl.TensorProto tensor, ByteBuffer raw, int volume) {
        if (raw.hasRemaining() || volume == 0) {
            check(raw.remaining(), Math.multiplyExact(8, volume), "bytes of data");
        } else {
            check(tensor.getDoubleDataCount(), volume, "doubles");
        }
        float[] values = new float[volume];
        for (int i = 0; i < volume; i++) {
            values[i] = (float) (raw.hasRemaining() ? raw.getDouble() : tensor.getDoubleData(i));
        }
        return values;
    }

    private static long[] longs(OnnxMl.TensorProto tensor, ByteBuffer raw, int volume) {
        if (raw.hasRemaining() || volume == 0) {
            check(raw.remaining(), Math.multiplyExact(8, volume), "bytes of data");
        } else {
            check(tensor.getInt64DataCount(), volume, "integers");
        }
        long[] values = new long[volume];
        for (int i = 0; i < volume; i++) {
            values[i] = raw.hasRemaining() ? raw.getLong() : tensor.getInt64Data(i);
        }
        return values;
    }

    private static long[] integers(OnnxMl.TensorProto tensor, ByteBuffer raw, int volume, int bits, boolean signed) {
        if (raw.hasRemaining() || volume == 0) {
            check(raw.remaining(), Math.multiplyExact(bits / 8, volume), "bytes of data");
        } else {
            check(tensor.getInt32DataCount(), volume, "integers");
        }
        long[] values = new long[volume];
        for (int i = 0; i < volume; i++) {
            long value = !raw.hasRemaining()
                    ? tensor.getInt32Data(i)
                    : bits == 8 ? raw.get() : bits == 16 ? raw.getShort() : raw.getInt();
            values[i] = signed ? value << 64 - bits >> 64 - bits : value & (1L << bits) - 1;
        }
        return values;
    }

    /** Two to a byte, the low half first. */
    private static long[] nibbles(OnnxMl.TensorProto tensor, ByteBuffer raw, int volume, boolean signed) {
        int pairs = (volume + 1) / 2;
        long[] bytes = integers(tensor, raw, pairs, 8, false);
        long[] values = new long[volume];
        for (int i = 0; i < volume; i++) {
            long nibble = bytes[i / 2] >> i % 2 * 4 & 15;
            values[i] = signed ? nibble << 60 >> 60 : nibble;
        }
        return values;
    }

    private static float[] halves(long[] bits) {
        float[] values = new float[bits.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = HalfFloat.toFloat((short) bits[i]);
        }
        return values;
    }

    private static float[] brains(long[] bits) {
        float[] values = new float[bits.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat((int) bits[i] << 16);
        }
        return values;
    }

    /** What an input of the model holds. */
    static Element element(int type) {
        return switch (type) {
            case 1, 10, 11, 16 -> Element.REAL;
            case 2 -> Element.UINT8;
            case 3 -> Element.INT8;
            case 4 -> Element.UINT16;
            case 5 -> Element.INT16;
            case 6 -> Element.INT32;
            case 7 -> Element.INT64;
            case 9 -> Element.BOOL;
            default -> throw new WorkloadException("is of element type " + type + ", which is not supported");
        };
    }
}
