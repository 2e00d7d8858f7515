package bitwright.workload.onnx;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Builds ONNX models for tests. */
final class OnnxBuilder {
    private final OnnxMl.GraphProto.Builder graph =
            OnnxMl.GraphProto.newBuilder().setName("test");
    private final int opset;
    private String last = "x";

    OnnxBuilder(int opset) {
        this.opset = opset;
    }

    private static OnnxMl.ValueInfoProto info(String name, int type, int... shape) {
        var dims = OnnxMl.TensorShapeProto.newBuilder();
        for (int extent : shape) {
            dims.addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimValue(extent));
        }
        return OnnxMl.ValueInfoProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.TypeProto.newBuilder()
                        .setTensorType(OnnxMl.TypeProto.Tensor.newBuilder()
                                .setElemType(type)
                                .setShape(dims)))
                .build();
    }

    /** A real input. */
    OnnxBuilder input(String name, int... shape) {
        graph.addInput(info(name, 1, shape));
        return this;
    }

    private static OnnxMl.TensorProto.Builder tensor(String name, int type, ByteBuffer raw, int... shape) {
        var tensor = OnnxMl.TensorProto.newBuilder().setName(name).setDataType(type);
        for (int extent : shape) {
            tensor.addDims(extent);
        }
        return tensor.setRawData(ByteString.copyFrom(raw.rewind()));
    }

    private static ByteBuffer bytes(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    OnnxBuilder floats(String name, float[] values, int... shape) {
        ByteBuffer raw = bytes(4 * values.length);
        for (float value : values) {
            raw.putFloat(value);
        }
        graph.addInitializer(tensor(name, 1, raw, shape));
        return this;
    }

    /** Integers of a type: 2 uint8, 3 int8, 6 int32, 7 int64. */
    OnnxBuilder integers(String name, int type, long[] values, int... shape) {
        ByteBuffer raw = bytes(8 * values.length);
        for (long value : values) {
            switch (type) {
                case 2, 3 -> raw.put((byte) value);
                case 6 -> raw.putInt((int) value);
                default -> raw.putLong(value);
            }
        }
        graph.addInitializer(tensor(name, type, raw.limit(raw.position()), shape));
        return this;
    }

    /** Floats that lie in another file; what is said of the place may be anything, keys and values in turn. */
    OnnxBuilder elsewhere(String name, int[] shape, String... place) {
        var tensor = OnnxMl.TensorProto.newBuilder()
                .setName(name)
                .setDataType(1)
                .setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL);
        for (int extent : shape) {
            tensor.addDims(extent);
        }
        for (int i = 0; i < place.length; i += 2) {
            tensor.addExternalData(
                    OnnxMl.StringStringEntryProto.newBuilder().setKey(place[i]).setValue(place[i + 1]));
        }
        graph.addInitializer(tensor);
        return this;
    }

    OnnxBuilder scalar(String name, float value) {
        return floats(name, new float[] {value});
    }

    static OnnxMl.AttributeProto attribute(String name, long value) {
        return OnnxMl.AttributeProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static OnnxMl.AttributeProto attribute(String name, float value) {
        return OnnxMl.AttributeProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    static OnnxMl.AttributeProto attribute(String name, String value) {
        return OnnxMl.AttributeProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    static OnnxMl.AttributeProto attribute(String name, long... values) {
        var attribute =
                OnnxMl.AttributeProto.newBuilder().setName(name).setType(OnnxMl.AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    /** An operator; its inputs are separated by spaces, {@code -} stands for one left out. */
    OnnxBuilder node(String op, String inputs, String output, OnnxMl.AttributeProto... attributes) {
        return domain("", op, inputs, output, attributes);
    }

    OnnxBuilder domain(String domain, String op, String inputs, String outputs, OnnxMl.AttributeProto... attributes) {
        var node = OnnxMl.NodeProto.newBuilder().setOpType(op).setDomain(domain).setName(op + graph.getNodeCount());
        for (String input : inputs.isEmpty() ? new String[0] : inputs.split(" ")) {
            node.addInput(input.equals("-") ? "" : input);
        }
        for (String output : outputs.split(" ")) {
            node.addOutput(output);
            last = output;
        }
        for (OnnxMl.AttributeProto attribute : attributes) {
            node.addAttribute(attribute);
        }
        graph.addNode(node);
        return this;
    }

    /** The model, whose output is what the last operator gave. */
    byte[] build() {
        return build(1);
    }

    byte[] build(int outputType) {
        var output = OnnxMl.ValueInfoProto.newBuilder()
                .setName(last)
                .setType(OnnxMl.TypeProto.newBuilder()
                        .setTensorType(OnnxMl.TypeProto.Tensor.newBuilder().setElemType(outputType)));
        return OnnxMl.ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(
                        OnnxMl.OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset))
                .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder()
                        .setDomain("com.microsoft")
                        .setVersion(1))
                .setGraph(graph.clone().addOutput(output))
                .build()
                .toByteArray();
    }
}
