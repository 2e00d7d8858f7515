package bitwright.workload.tflite;

import com.google.flatbuffers.FlatBufferBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Builds small model files by the public schema's field numbers. */
final class ModelBuilder {
    static final int INT32 = 2;
    static final int INT8 = 9;

    private final FlatBufferBuilder builder = new FlatBufferBuilder();
    private final List<Integer> buffers = new ArrayList<>();
    private final List<Integer> tensors = new ArrayList<>();
    private final List<Integer> codes = new ArrayList<>();
    private final List<Integer> operators = new ArrayList<>();

    ModelBuilder() {
        buffer(new byte[0]); // buffer 0 is empty by convention
    }

    /** Sets fields of a table that was started. */
    interface Fields {
        void set(FlatBufferBuilder builder);
    }

    int table(int fields, Fields setter) {
        builder.startTable(fields);
        setter.set(builder);
        return builder.endTable();
    }

    private int buffer(byte[] data) {
        int bytes = data.length == 0 ? 0 : builder.createByteVector(data);
        buffers.add(table(3, b -> b.addOffset(0, bytes, 0)));
        return buffers.size() - 1;
    }

    private int ints(int... values) {
        builder.startVector(4, values.length, 4);
        for (int i = values.length - 1; i >= 0; i--) {
            builder.addInt(values[i]);
        }
        return builder.endVector();
    }

    private int tables(List<Integer> offsets) {
        return builder.createVectorOfTables(
                offsets.stream().mapToInt(Integer::intValue).toArray());
    }

    /** A computed int8 tensor. */
    int tensor(float scale, int zeroPoint, int... shape) {
        return tensor(INT8, 0, new float[] {scale}, zeroPoint, 0, shape);
    }

    /** A constant int8 tensor with a scale a channel. */
    int weights(byte[] data, float[] scales, int axis, int... shape) {
        return tensor(INT8, buffer(data), scales, 0, axis, shape);
    }

    /** A constant int32 tensor. */
    int constant(int[] values, int... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            bytes.putInt(value);
        }
        return tensor(INT32, buffer(bytes.array()), new float[0], 0, 0, shape);
    }

    private int tensor(int type, int buffer, float[] scales, int zeroPoint, int axis, int... shape) {
        int extents = ints(shape);
        builder.startVector(4, scales.length, 4);
        for (int i = scales.length - 1; i >= 0; i--) {
            builder.addFloat(scales[i]);
        }
        int scale = builder.endVector();
        builder.startVector(8, 1, 8);
        builder.addLong(zeroPoint);
        int zeroPoints = builder.endVector();
        int quantization = table(7, b -> {
            b.addOffset(2, scale, 0);
            b.addOffset(3, zeroPoints, 0);
            b.addInt(6, axis, 0);
        });
        tensors.add(table(8, b -> {
            b.addOffset(0, extents, 0);
            b.addByte(1, (byte) type, 0);
            b.addInt(2, buffer, 0);
            b.addOffset(4, quantization, 0);
        }));
        return tensors.size() - 1;
    }

    /** An operator with its options table, 0 for none. */
    ModelBuilder operator(int builtin, int[] inputs, int output, int options) {
        codes.add(table(4, b -> b.addInt(3, builtin, 0)));
        int code = codes.size() - 1;
        int in = ints(inputs);
        int out = ints(output);
        operators.add(table(9, b -> {
            b.addInt(0, code, -1);
            b.addOffset(1, in, 0);
            b.addOffset(2, out, 0);
            if (options != 0) {
                b.addOffset(4, options, 0);
            }
        }));
        return this;
    }

    byte[] model(int input, int output) {
        int tensorVector = tables(tensors);
        int inputs = ints(input);
        int outputs = ints(output);
        int operatorVector = tables(operators);
        int graph = table(5, b -> {
            b.addOffset(0, tensorVector, 0);
            b.addOffset(1, inputs, 0);
            b.addOffset(2, outputs, 0);
            b.addOffset(3, operatorVector, 0);
        });
        int graphs = tables(List.of(graph));
        int codeVector = tables(codes);
        int bufferVector = tables(buffers);
        int model = table(5, b -> {
            b.addInt(0, 3, 0);
            b.addOffset(1, codeVector, 0);
            b.addOffset(2, graphs, 0);
            b.addOffset(4, bufferVector, 0);
        });
        builder.finish(model, "TFL3");
        return builder.sizedByteArray();
    }
}
