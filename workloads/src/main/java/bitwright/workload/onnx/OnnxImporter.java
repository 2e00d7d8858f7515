package bitwright.workload.onnx;

import ai.onnx.proto.OnnxMl;
import bitwright.workload.WorkloadException;
import bitwright.workload.real.Attribute;
import bitwright.workload.real.BatchNormFolding;
import bitwright.workload.real.Graph;
import bitwright.workload.real.GraphInference;
import bitwright.workload.real.GraphNode;
import bitwright.workload.real.RealModel;
import bitwright.workload.real.Value;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads an ONNX or QONNX model; operators are told by their type, whatever their domain, since exporters of QONNX do not
 * agree about that. Any bytes give either a network or a {@link WorkloadException}. The schema is that of ONNX 1.17.
 */
public final class OnnxImporter {
    private static final long MOST_BYTES = 1L << 30;

    private final ExternalData external;
    private final OnnxTensors tensors;

    private OnnxImporter(ExternalData external) {
        this.external = external;
        tensors = new OnnxTensors(external);
    }

    /** Constants are computed and batch normalisations folded into real weights. */
    public static RealModel read(Path file) throws IOException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new WorkloadException(file + ": is larger than " + MOST_BYTES + " bytes");
            }
            var external = new ExternalData(Optional.of(file.toAbsolutePath().getParent()));
            return new OnnxImporter(external).model(file.toString(), Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new WorkloadException(file + ": no such file", e);
        }
    }

    /**
     * Reads a model from memory, which must hold all of its elements itself.
     *
     * @param file its name, for messages and for the network
     */
    public static RealModel read(String file, byte[] content) {
        try {
            return new OnnxImporter(new ExternalData(Optional.empty())).model(file, content);
        } catch (IOException e) {
            throw new IllegalStateException("nothing is read but memory", e);
        }
    }

    private RealModel model(String file, byte[] content) throws IOException {
        String plain = file.replaceAll(".*[/\\\\]", "");
        try {
            OnnxMl.ModelProto model = OnnxMl.ModelProto.parseFrom(content);
            if (!model.hasGraph()) {
                throw new WorkloadException("holds no graph");
            }
            Graph graph = graph(plain.replaceFirst("\\.onnx$", ""), opset(model), model.getGraph());
            return new RealModel(BatchNormFolding.of(GraphInference.folded(graph)), plain, external.hash(content));
        } catch (InvalidProtocolBufferException e) {
            throw new WorkloadException(file + ": is not an ONNX model: " + e.getMessage(), e);
        } catch (WorkloadException | IllegalArgumentException | ArithmeticException e) {
            throw new WorkloadException(file + ": " + e.getMessage(), e);
        }
    }

    private static int opset(OnnxMl.ModelProto model) {
        for (OnnxMl.OperatorSetIdProto set : model.getOpsetImportList()) {
            if (set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx")) {
                return (int) Math.max(1, Math.min(1 << 16, set.getVersion()));
            }
        }
        return 1;
    }

    private Graph graph(String name, int opset, OnnxMl.GraphProto proto) {
        Map<String, Value> constants = new HashMap<>();
        for (OnnxMl.TensorProto tensor : proto.getInitializerList()) {
            constants.put(tensor.getName(), constant(tensor, "initializer '" + tensor.getName() + "'"));
        }
        if (proto.getSparseInitializerCount() > 0) {
            throw new WorkloadException("sparse initializers are not supported");
        }
        List<Graph.Input> inputs = new ArrayList<>();
        for (OnnxMl.ValueInfoProto input : proto.getInputList()) {
            if (!constants.containsKey(input.getName())) { // older files list weights as inputs too
                inputs.add(input(input));
            }
        }
        List<String> outputs = proto.getOutputList().stream()
                .map(OnnxMl.ValueInfoProto::getName)
                .toList();
        if (proto.getNodeCount() == 0 || outputs.isEmpty()) {
            throw new WorkloadException("the graph needs operators and an output");
        }
        return new Graph(name, opset, inputs, outputs, constants, nodes(proto));
    }

    private Value constant(OnnxMl.TensorProto tensor, String what) {
        try {
            return tensors.value(tensor);
        } catch (WorkloadException | ArithmeticException e) {
            throw new WorkloadException(what + ": " + e.getMessage(), e);
        }
    }

    private static Graph.Input input(OnnxMl.ValueInfoProto info) {
        if (!info.getType().hasTensorType() || !info.getType().getTensorType().hasShape()) {
            throw new WorkloadException("input '" + info.getName() + "' must be a tensor of a known number of axes");
        }
        OnnxMl.TypeProto.Tensor type = info.getType().getTensorType();
        int[] shape = new int[type.getShape().getDimCount()];
        for (int axis = 0; axis < shape.length; axis++) {
            OnnxMl.TensorShapeProto.Dimension extent = type.getShape().getDim(axis);
            long value = extent.hasDimValue() ? extent.getDimValue() : -1;
            if (value > Value.MOST_COMPUTED) {
                throw new WorkloadException("input '" + info.getName() + "' has an extent of " + value);
            }
            shape[axis] = value < 1 ? -1 : (int) value;
        }
        try {
            return new Graph.Input(info.getName(), shape, OnnxTensors.element(type.getElemType()));
        } catch (WorkloadException e) {
            throw new WorkloadException("input '" + info.getName() + "' " + e.getMessage(), e);
        }
    }

    private List<GraphNode> nodes(OnnxMl.GraphProto proto) {
        List<GraphNode> nodes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<String> made = new HashSet<>();
        for (int i = 0; i < proto.getNodeCount(); i++) {
            OnnxMl.NodeProto node = proto.getNode(i);
            String plain = node.getName().isEmpty()
                    ? String.format(Locale.ROOT, "%s_%d", node.getOpType(), i)
                    : node.getName();
            String name = names.add(plain) ? plain : plain + "_" + i;
            names.add(name);
            for (String output : node.getOutputList()) {
                if (!output.isEmpty() && !made.add(output)) {
                    throw new WorkloadException(
                            "node '" + name + "' computes '" + output + "', which is there already");
                }
            }
            if (node.getOutputCount() == 0) {
                throw new WorkloadException("node '" + name + "' has no output");
            }
            nodes.add(new GraphNode(
                    name, node.getOpType(), node.getInputList(), node.getOutputList(), attributes(node, name)));
        }
        return nodes;
    }

    private Map<String, Attribute> attributes(OnnxMl.NodeProto node, String name) {
        Map<String, Attribute> attributes = new HashMap<>();
        for (OnnxMl.AttributeProto attribute : node.getAttributeList()) {
            Attribute value = switch (attribute.getType()) {
                case FLOAT -> new Attribute.Real(attribute.getF());
                case INT -> new Attribute.Whole(attribute.getI());
                case STRING -> new Attribute.Text(attribute.getS().toStringUtf8());
                case FLOATS -> {
                    float[] values = new float[attribute.getFloatsCount()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = attribute.getFloats(i);
                    }
                    yield new Attribute.Reals(values);
                }
                case INTS ->
                    new Attribute.Wholes(attribute.getIntsList().stream()
                            .mapToLong(Long::longValue)
                            .toArray());
                case TENSOR ->
                    new Attribute.Constant(
                            constant(attribute.getT(), "node '" + name + "', attribute '" + attribute.getName() + "'"));
                default ->
                    throw new WorkloadException("node '" + name + "' (" + node.getOpType() + "): attribute '"
                            + attribute.getName() + "' is of a kind that is not supported ("
                            + attribute.getType() + ")");
            };
            attributes.put(attribute.getName(), value);
        }
        return attributes;
    }
}
