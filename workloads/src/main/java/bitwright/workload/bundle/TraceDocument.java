package bitwright.workload.bundle;

import bitwright.workload.Batch;
import bitwright.workload.IntegerFormat;
import bitwright.workload.Layout;
import bitwright.workload.Op;
import bitwright.workload.WorkloadException;
import bitwright.workload.inference.Rounding;
import bitwright.workload.network.Clamp;
import bitwright.workload.yaml.Problems;
import bitwright.workload.yaml.YamlMap;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * What {@code trace.yaml} says, key by key, before anything is looked up or compared.
 *
 * @param problems what is wrong so far; the reader of shapes goes on collecting
 */
record TraceDocument(
        YamlMap root,
        Problems problems,
        String name,
        Optional<String> origin,
        Optional<Source> source,
        Optional<String> labels,
        List<String> classes,
        Layout layout,
        Batch batch,
        Rounding rounding,
        Optional<PortEntry> input,
        Optional<SyntheticEntry> synthetic,
        List<LayerEntry> layers) {

    /** The model that the bundle was made from. */
    record Source(String file, String sha256) {}

    /** A number for the whole tensor, or the name of a file with one a channel. */
    record ScaleEntry(Optional<Double> number, Optional<String> file) {}

    /**
     * An operand or an output.
     *
     * @param block elements of a row that share a scale; only weights have blocks
     */
    record PortEntry(
            YamlMap at,
            Optional<IntegerFormat> format,
            Optional<ScaleEntry> scale,
            Optional<Integer> block,
            int zeroPoint,
            Optional<Integer> precisionBits,
            Optional<int[]> shape,
            Optional<SyntheticEntry.Values> synthetic,
            Optional<Clamp> clamp) {}

    /** A layer; what its op does not know stays at its default. */
    record LayerEntry(
            YamlMap at,
            String name,
            Op op,
            Optional<List<String>> inputs,
            int[] stride,
            int[] padding,
            int[] channelPadding,
            int[] dilation,
            Optional<Integer> groups,
            Optional<int[]> window,
            Optional<int[]> shape,
            boolean keepDims,
            float beta,
            Optional<PortEntry> activations,
            Optional<PortEntry> weights,
            Optional<PortEntry> output) {}

    /** What an entry says something about. */
    private enum Role {
        ACTIVATIONS,
        WEIGHTS,
        OUTPUT
    }

    private static final int MOST = 1 << 24;

    static TraceDocument read(Path file) throws IOException {
        var problems = new Problems(file.toString());
        try {
            var document = read(YamlMap.read(file, problems), problems);
            problems.throwIfAny();
            return document;
        } catch (NoSuchFileException e) {
            throw new WorkloadException(file + ": no such file; a trace bundle is a directory with trace.yaml", e);
        }
    }

    private static TraceDocument read(YamlMap root, Problems problems) {
        if (root.integer("schemaVersion", 1, 1).isEmpty() && !root.has("schemaVersion")) {
            root.missing("schemaVersion");
        }
        Optional<String> name = root.text("name");
        if (!root.has("name")) {
            root.missing("name");
        }
        var document = new TraceDocument(
                root,
                problems,
                name.orElse("?"),
                root.text("origin"),
                root.map("source").map(TraceDocument::source),
                root.word("labels", TraceDocument::fileName),
                root.texts("classes").orElse(List.of()),
                root.word("layout", Layout::of).orElse(Layout.NHWC),
                root.word("batch", Batch::of).orElse(Batch.FIRST),
                root.word("rounding", TraceDocument::rounding).orElse(Rounding.DOUBLE),
                root.map("input").map(at -> port(at, Role.ACTIVATIONS)),
                root.map("synthetic").map(SyntheticEntry::read),
                layers(root, problems));
        root.close();
        return document;
    }

    private static Rounding rounding(String text) {
        return switch (text) {
            case "double" -> Rounding.DOUBLE;
            case "single" -> Rounding.SINGLE;
            default -> throw new IllegalArgumentException("must be double or single, got '" + text + "'");
        };
    }

    private static Source source(YamlMap at) {
        var source = new Source(
                at.text("file").orElse(""),
                at.word("sha256", TraceDocument::sha256).orElse(""));
        at.close();
        return source;
    }

    private static String sha256(String text) {
        if (!text.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("must be 64 hex digits, got '" + text + "'");
        }
        return text;
    }

    /** A file of the bundle: a plain name, so that no bundle reads outside its folder. */
    static String fileName(String text) {
        if (!text.matches("[A-Za-z0-9._-]+") || text.matches("\\.+")) {
            throw new IllegalArgumentException(
                    "must be made of letters, digits, '.', '_' and '-', since files bear it; got '" + text + "'");
        }
        return text;
    }

    private static List<LayerEntry> layers(YamlMap root, Problems problems) {
        if (!root.has("layers")) {
            root.missing("layers");
        }
        List<YamlMap> maps = root.maps("layers").orElse(List.of());
        if (maps.isEmpty() && root.has("layers")) {
            root.problem("layers", "must list at least one layer");
        }
        Set<String> names = new HashSet<>();
        return maps.stream()
                .map(TraceDocument::layer)
                .peek(layer -> {
                    if (!names.add(layer.name)) {
                        layer.at.problem("name", "layer '" + layer.name + "' stands twice");
                    }
                })
                .toList();
    }

    private static LayerEntry layer(YamlMap at) {
        Optional<String> name = at.word("name", TraceDocument::fileName);
        if (!at.has("name")) {
            at.missing("name");
        }
        if (name.equals(Optional.of("input"))) {
            at.problem("name", "'input' stands for the network's input and cannot name a layer");
        }
        Optional<Op> op = at.word("op", Op::of);
        if (!at.has("op")) {
            at.missing("op");
        }
        Optional<List<String>> inputs = at.texts("inputs");
        if (op.isEmpty()) {
            return new LayerEntry(
                    at,
                    name.orElse("?"),
                    Op.RESHAPE,
                    inputs,
                    ones(),
                    new int[4],
                    new int[2],
                    ones(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    1,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
        Op kind = op.get();
        boolean convolves = kind == Op.CONV2D || kind == Op.DEPTHWISE;
        boolean pools = kind == Op.AVG_POOL || kind == Op.MAX_POOL;
        var entry = new LayerEntry(
                at,
                name.orElse("?"),
                kind,
                inputs,
                known(convolves || pools, at, "stride", 2, 1, 1 << 16).orElse(ones()),
                known(convolves || pools || kind == Op.PAD, at, "padding", 4, 0, 1 << 16)
                        .orElse(new int[4]),
                known(kind == Op.PAD, at, "channelPadding", 2, 0, 1 << 16).orElse(new int[2]),
                known(convolves, at, "dilation", 2, 1, 1 << 16).orElse(ones()),
                kind == Op.CONV2D ? at.integer("groups", 1, MOST) : Optional.empty(),
                known(pools, at, "window", 2, 1, 1 << 16),
                known(kind == Op.RESHAPE, at, "shape", 0, 1, Integer.MAX_VALUE),
                kind == Op.MEAN && at.word("keepDims", TraceDocument::truth).orElse(false),
                kind == Op.SOFTMAX ? at.number("beta").orElse(1.0).floatValue() : 1,
                kind.multiplies() ? at.map("activations").map(map -> port(map, Role.ACTIVATIONS)) : Optional.empty(),
                kind.multiplies() ? at.map("weights").map(map -> port(map, Role.WEIGHTS)) : Optional.empty(),
                at.map("output").map(map -> port(map, Role.OUTPUT)));
        if (kind.multiplies()) {
            for (String operand : List.of("activations", "weights")) {
                if (!at.has(operand)) {
                    at.missing(operand);
                }
            }
        }
        if (pools && !at.has("window")) {
            at.missing("window");
        }
        if (kind == Op.RESHAPE && !at.has("shape")) {
            at.missing("shape");
        }
        at.close();
        return entry;
    }

    private static boolean truth(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("must be true or false, got '" + text + "'");
        }
        return text.equals("true");
    }

    private static int[] ones() {
        return new int[] {1, 1};
    }

    private static Optional<int[]> known(boolean known, YamlMap at, String key, int length, int least, int most) {
        return known ? at.integers(key, length, least, most) : Optional.empty();
    }

    private static PortEntry port(YamlMap at, Role role) {
        boolean output = role == Role.OUTPUT;
        if (!at.has("format")) {
            at.missing("format");
        }
        Optional<IntegerFormat> format = at.word("format", IntegerFormat::of);
        Optional<ScaleEntry> scale = at.get("scale").flatMap(value -> scale(at, value));
        int zeroPoint = at.integer("zeroPoint", -MOST, MOST).orElse(0);
        var port = new PortEntry(
                at,
                format,
                scale,
                role == Role.WEIGHTS ? at.integer("block", 1, MOST) : Optional.empty(),
                zeroPoint,
                output ? Optional.empty() : at.integer("precisionBits", 1, 32),
                output ? Optional.empty() : at.integers("shape", 0, 1, Integer.MAX_VALUE),
                output ? Optional.empty() : at.map("synthetic").map(map -> SyntheticEntry.Values.read(map, true)),
                output ? clamp(at) : Optional.empty());
        at.close();
        return port;
    }

    private static Optional<ScaleEntry> scale(YamlMap at, Node value) {
        if (YamlMap.isNumber(value)) {
            Optional<Double> number = at.number("scale");
            if (number.isPresent() && !(number.get().floatValue() > 0 && number.get() < Float.MAX_VALUE)) {
                at.problem("scale", "must be a positive number, got " + YamlMap.shown(value));
                return Optional.empty();
            }
            return Optional.of(new ScaleEntry(number, Optional.empty()));
        }
        if (value instanceof ScalarNode) {
            return at.word("scale", TraceDocument::fileName)
                    .map(file -> new ScaleEntry(Optional.empty(), Optional.of(file)));
        }
        at.problem("scale", "must be a number or the name of an .npy file, got " + YamlMap.shown(value));
        return Optional.empty();
    }

    private static Optional<Clamp> clamp(YamlMap at) {
        return at.integers("clamp", 2, Integer.MIN_VALUE, Integer.MAX_VALUE).flatMap(bounds -> {
            if (bounds[0] > bounds[1]) {
                at.problem("clamp", "must be [low, high], got [" + bounds[0] + ", " + bounds[1] + "]");
                return Optional.empty();
            }
            return Optional.of(new Clamp(bounds[0], bounds[1]));
        });
    }
}
