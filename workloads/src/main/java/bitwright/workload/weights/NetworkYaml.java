package bitwright.workload.weights;

import bitwright.workload.WorkloadException;
import bitwright.workload.real.Attribute;
import bitwright.workload.real.Element;
import bitwright.workload.real.Graph;
import bitwright.workload.real.GraphNode;
import bitwright.workload.real.Value;
import bitwright.workload.yaml.Problems;
import bitwright.workload.yaml.YamlMap;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A description of a network whose weights lie in a file of named tensors: layers in order, channels first, weights as
 * PyTorch stores them ({@code [K,C/groups,kh,kw]}, {@code [K,C]}).
 */
public final class NetworkYaml {
    private static final int OPSET = 17;

    /** Operations without weights or settings: their names in the description and in ONNX. */
    private static final Map<String, String> PLAIN = Map.ofEntries(
            Map.entry("relu", "Relu"),
            Map.entry("gelu", "Gelu"),
            Map.entry("silu", "Silu"),
            Map.entry("sigmoid", "Sigmoid"),
            Map.entry("tanh", "Tanh"),
            Map.entry("hard-swish", "HardSwish"),
            Map.entry("flatten", "Flatten"),
            Map.entry("global-avg-pool", "GlobalAveragePool"));

    private static final List<String> OPS = List.of(
            "conv2d",
            "fully-connected",
            "embedding",
            "batch-norm",
            "layer-norm",
            "rms-norm",
            "add",
            "multiply",
            "matmul",
            "max-pool",
            "avg-pool",
            "reshape",
            "transpose",
            "softmax",
            "relu",
            "gelu",
            "silu",
            "sigmoid",
            "tanh",
            "hard-swish",
            "flatten",
            "global-avg-pool");

    private final TensorStore store;
    private final Problems problems;
    private final YamlMap root;
    private final Map<String, Value> constants = new HashMap<>();
    private final List<GraphNode> nodes = new ArrayList<>();
    private final Set<String> names = new HashSet<>(Set.of("input"));

    private NetworkYaml(Path file, TensorStore store) throws IOException {
        this.store = store;
        problems = new Problems(file.toString());
        root = YamlMap.read(file, problems);
    }

    /** Reads a description and the weights that it names. */
    public static Graph read(Path file, TensorStore store) throws IOException {
        try {
            return new NetworkYaml(file, store).graph();
        } catch (NoSuchFileException e) {
            throw new WorkloadException(file + ": no such file", e);
        }
    }

    private Graph graph() throws IOException {
        String name = root.text("name").orElse("network");
        if (root.has("architecture")) {
            return architecture(name);
        }
        Optional<YamlMap> input = root.map("input");
        if (input.isEmpty()) {
            root.missing("input");
        }
        int[] shape =
                input.flatMap(map -> map.integers("shape", 0, -1, 1 << 24)).orElse(new int[] {1});
        boolean tokens =
                input.flatMap(map -> map.word("type", NetworkYaml::isTokens)).orElse(false);
        input.ifPresent(YamlMap::close);
        List<YamlMap> layers = root.maps("layers").orElse(List.of());
        if (layers.isEmpty()) {
            root.missing("layers");
        }
        root.close();
        String previous = "input";
        for (int i = 0; i < layers.size(); i++) {
            previous = layer(layers.get(i), i, previous);
        }
        problems.throwIfAny();
        return new Graph(
                name,
                OPSET,
                List.of(new Graph.Input("input", shape, tokens ? Element.INT64 : Element.REAL)),
                List.of(previous),
                constants,
                nodes);
    }

    private static boolean isTokens(String text) {
        if (!text.equals("real") && !text.equals("tokens")) {
            throw new IllegalArgumentException("must be real or tokens, got '" + text + "'");
        }
        return text.equals("tokens");
    }

    /** A transformer that needs no list of layers. */
    private Graph architecture(String name) throws IOException {
        if (root.word("architecture", NetworkYaml::family).equals(Optional.of("gpt2"))) {
            GptShape shape = gptShape();
            try {
                return GptGraph.of(name, GptWeights.read(shape, store));
            } catch (WorkloadException e) {
                problems.add(root.node(), "architecture", e.getMessage());
                problems.throwIfAny();
                throw e;
            }
        }
        LlamaGraph.Names naming = root.word("names", NetworkYaml::naming).orElse(LlamaGraph.Names.HUGGING_FACE);
        int heads = required("heads");
        int width = required("width");
        int layers = required("layers");
        int hidden = required("hidden");
        int vocabulary = required("vocabulary");
        int keyValueHeads = root.integer("keyValueHeads", 1, 1 << 12).orElse(heads);
        int headWidth = root.integer("headWidth", 2, 1 << 14).orElse(width / Math.max(1, heads));
        int context = root.integer("context", 1, 1 << 24).orElse(2048);
        double epsilon = root.number("epsilon").orElse(1e-5);
        double base = root.number("rotaryBase").orElse(10000.0);
        root.close();
        problems.throwIfAny();
        try {
            var shape = new LlamaShape(
                    layers,
                    width,
                    hidden,
                    heads,
                    keyValueHeads,
                    headWidth,
                    vocabulary,
                    context,
                    (float) epsilon,
                    base,
                    naming == LlamaGraph.Names.GGUF);
            return LlamaGraph.of(name, shape, store, naming);
        } catch (WorkloadException e) {
            problems.add(root.node(), "architecture", e.getMessage());
            problems.throwIfAny();
            throw e;
        }
    }

    private static String family(String text) {
        if (!text.equals("llama") && !text.equals("gpt2")) {
            throw new IllegalArgumentException("must be llama or gpt2, got '" + text + "'");
        }
        return text;
    }

    /**
     * A described network of the GPT-2 family.
     *
     * @param name the network's
     */
    public record Gpt(String name, GptShape shape) {}

    /** Reads a description whose {@code architecture} must be {@code gpt2}, without its weights. */
    public static Gpt readGpt(Path file) throws IOException {
        try {
            var yaml = new NetworkYaml(file, null);
            String name = yaml.root.text("name").orElse("network");
            yaml.root.word("architecture", text -> {
                if (!text.equals("gpt2")) {
                    throw new IllegalArgumentException("must be gpt2, got '" + text + "'");
                }
                return text;
            });
            if (!yaml.root.has("architecture")) {
                yaml.root.missing("architecture");
            }
            return new Gpt(name, yaml.gptShape());
        } catch (NoSuchFileException e) {
            throw new WorkloadException(file + ": no such file", e);
        }
    }

    private GptShape gptShape() {
        int heads = required("heads");
        int width = required("width");
        int layers = required("layers");
        int vocabulary = required("vocabulary");
        int hidden = root.integer("hidden", 1, 1 << 24).orElse(4 * width);
        int context = root.integer("context", 1, 1 << 24).orElse(1024);
        double epsilon = root.number("epsilon").orElse(1e-5);
        root.close();
        problems.throwIfAny();
        try {
            return new GptShape(layers, width, heads, hidden, vocabulary, context, (float) epsilon);
        } catch (WorkloadException e) {
            problems.add(root.node(), "architecture", e.getMessage());
            problems.throwIfAny();
            throw e;
        }
    }

    private static LlamaGraph.Names naming(String text) {
        return switch (text) {
            case "hugging-face" -> LlamaGraph.Names.HUGGING_FACE;
            case "gguf" -> LlamaGraph.Names.GGUF;
            default -> throw new IllegalArgumentException("must be hugging-face or gguf, got '" + text + "'");
        };
    }

    private int required(String key) {
        if (!root.has(key)) {
            root.missing(key);
        }
        return root.integer(key, 1, 1 << 24).orElse(1);
    }

    private String layer(YamlMap at, int index, String previous) throws IOException {
        Optional<String> op = at.word("op", text -> {
            if (!OPS.contains(text)) {
                throw new IllegalArgumentException(
                        "unknown op '" + text + "'; known ops are " + String.join(", ", OPS));
            }
            return text;
        });
        if (op.isEmpty()) {
            if (!at.has("op")) {
                at.missing("op");
            }
            return previous;
        }
        String name = at.text("name").orElse(String.format(Locale.ROOT, "L%02d-%s", index, op.get()));
        List<String> inputs = at.texts("inputs").orElse(List.of(previous));
        boolean two = List.of("add", "multiply", "matmul").contains(op.get());
        if (inputs.size() != (two ? 2 : 1)) {
            at.problem("inputs", op.get() + " takes " + (two ? "two inputs" : "one input") + ", got " + inputs);
        }
        for (String input : inputs) {
            if (!names.contains(input)) {
                at.problem("inputs", "'" + input + "' is no layer before this one");
            }
        }
        List<String> taken = new ArrayList<>(inputs);
        Map<String, Attribute> attributes = new HashMap<>();
        String type = operation(at, op.get(), name, taken, attributes);
        at.close();
        if (!names.add(name)) {
            at.problem("name", "layer '" + name + "' stands twice");
        }
        nodes.add(new GraphNode(name, type, taken, List.of(name), attributes));
        return name;
    }

    private String operation(YamlMap at, String op, String name, List<String> taken, Map<String, Attribute> attributes)
            throws IOException {
        switch (op) {
            case "conv2d" -> {
                tensor(at, "weights", taken, true);
                tensor(at, "bias", taken, false);
                window(at, attributes, false);
                at.integers("dilation", 2, 1, 1 << 16).ifPresent(list -> attributes.put("dilations", wholes(list)));
                at.integer("groups", 1, 1 << 24).ifPresent(g -> attributes.put("group", new Attribute.Whole(g)));
                return "Conv";
            }
            case "fully-connected" -> {
                tensor(at, "weights", taken, true);
                tensor(at, "bias", taken, false);
                return "Linear";
            }
            case "embedding" -> {
                String rows = taken.remove(0);
                tensor(at, "weights", taken, true);
                taken.add(rows);
                return "Gather";
            }
            case "batch-norm" -> {
                for (String part : List.of("scale", "bias", "mean", "variance")) {
                    tensor(at, part, taken, true);
                }
                epsilon(at, attributes);
                return "BatchNormalization";
            }
            case "layer-norm", "rms-norm" -> {
                tensor(at, "scale", taken, true);
                tensor(at, "bias", taken, false);
                epsilon(at, attributes);
                return op.equals("layer-norm") ? "LayerNormalization" : "RMSNormalization";
            }
            case "max-pool", "avg-pool" -> {
                window(at, attributes, true);
                return op.equals("max-pool") ? "MaxPool" : "AveragePool";
            }
            case "reshape" -> {
                int[] shape = at.integers("shape", 0, -1, 1 << 24).orElse(new int[] {-1});
                if (!at.has("shape")) {
                    at.missing("shape");
                }
                constants.put(
                        name + ".shape",
                        Value.of(
                                Element.INT64,
                                new int[] {shape.length},
                                Arrays.stream(shape).asLongStream().toArray()));
                taken.add(name + ".shape");
                return "Reshape";
            }
            case "transpose" -> {
                if (!at.has("axes")) {
                    at.missing("axes");
                }
                at.integers("axes", 0, 0, 16).ifPresent(list -> attributes.put("perm", wholes(list)));
                return "Transpose";
            }
            case "softmax" -> {
                attributes.put(
                        "axis", new Attribute.Whole(at.integer("axis", -16, 16).orElse(-1)));
                return "Softmax";
            }
            case "add" -> {
                return "Add";
            }
            case "multiply" -> {
                return "Mul";
            }
            case "matmul" -> {
                return "MatMul";
            }
            default -> {
                return PLAIN.get(op);
            }
        }
    }

    private static Attribute.Wholes wholes(int[] list) {
        return new Attribute.Wholes(Arrays.stream(list).asLongStream().toArray());
    }

    private void epsilon(YamlMap at, Map<String, Attribute> attributes) {
        attributes.put(
                "epsilon", new Attribute.Real(at.number("epsilon").orElse(1e-5).floatValue()));
    }

    /** Strides default to 1, those of a pooling to its window, as in PyTorch. */
    private static void window(YamlMap at, Map<String, Attribute> attributes, boolean pool) {
        if (pool) {
            int[] window = at.integers("window", 2, 1, 1 << 16).orElse(new int[] {1, 1});
            if (!at.has("window")) {
                at.missing("window");
            }
            attributes.put("kernel_shape", wholes(window));
            attributes.put("strides", wholes(window));
        }
        at.integers("stride", 2, 1, 1 << 16).ifPresent(list -> attributes.put("strides", wholes(list)));
        // Ours is top, bottom, left, right; ONNX's top, left, bottom, right.
        at.integers("padding", 4, 0, 1 << 16)
                .ifPresent(p -> attributes.put("pads", wholes(new int[] {p[0], p[2], p[1], p[3]})));
    }

    /** A tensor of the file, given by its name there. */
    private void tensor(YamlMap at, String key, List<String> taken, boolean needed) throws IOException {
        Optional<String> name = at.text(key);
        if (name.isEmpty()) {
            if (needed && !at.has(key)) {
                at.missing(key);
            }
            return;
        }
        if (!store.shapes().containsKey(name.get())) {
            at.problem(key, store.source().name() + " holds no tensor '" + name.get() + "'" + alike(name.get()));
            return;
        }
        String constant = "tensor:" + name.get();
        if (!constants.containsKey(constant)) {
            Value value = store.value(name.get());
            if (!value.isReal()) {
                at.problem(key, "tensor '" + name.get() + "' must hold real numbers");
                return;
            }
            constants.put(constant, value);
        }
        taken.add(constant);
    }

    private String alike(String wanted) {
        List<String> close = store.shapes().keySet().stream()
                .filter(name -> name.contains(wanted) || wanted.contains(name))
                .limit(5)
                .toList();
        if (!close.isEmpty()) {
            return "; it holds " + String.join(", ", close);
        }
        List<String> some = store.shapes().keySet().stream().limit(8).toList();
        return "; it holds " + String.join(", ", some) + (store.shapes().size() > 8 ? ", …" : "");
    }
}
