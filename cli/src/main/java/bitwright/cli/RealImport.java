package bitwright.cli;

import bitwright.workload.WorkloadException;
import bitwright.workload.bundle.TraceWriter;
import bitwright.workload.gguf.GgufFile;
import bitwright.workload.inference.Rounding;
import bitwright.workload.llama2c.Llama2cFile;
import bitwright.workload.npz.NpzFile;
import bitwright.workload.onnx.OnnxImporter;
import bitwright.workload.real.BatchNormFolding;
import bitwright.workload.real.Graph;
import bitwright.workload.real.GraphInference;
import bitwright.workload.real.GraphTrace;
import bitwright.workload.real.IntegerNetwork;
import bitwright.workload.real.RealInputs;
import bitwright.workload.real.RealModel;
import bitwright.workload.real.RoundToNearest;
import bitwright.workload.real.Value;
import bitwright.workload.safetensors.SafetensorsFile;
import bitwright.workload.weights.ByteSource;
import bitwright.workload.weights.NetworkYaml;
import bitwright.workload.weights.TensorStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Real-valued models: what {@code import} asks for beside what it asks for of all models. */
final class RealImport {
    @Option(
            names = "--calibration",
            paramLabel = "X.npy",
            description = "Inputs from which the ranges of activations that are no codes are taken (default: the "
                    + "inputs themselves, and the bundle says so).")
    private List<String> calibration = List.of();

    @Option(names = "--divide", paramLabel = "D", description = "Divide real inputs by this first, e.g. 255.")
    private float divisor = 1;

    @Option(names = "--weight-bits", description = "Bits of weights that the model has as reals (default: 8).")
    private int weightBits = 8;

    @Option(names = "--activation-bits", description = "Bits of activations that are reals (default: 8).")
    private int activationBits = 8;

    @Option(
            names = "--network",
            paramLabel = "FILE.yaml",
            description = "The network whose weights a .safetensors, .npz or .gguf file holds.")
    private Path network;

    @Option(names = "--origin", paramLabel = "TEXT", description = "What the bundle says first of where it comes from.")
    private String told = "";

    @Option(
            names = "--whole",
            description =
                    "Make one network of integers of a quantised ONNX model, with TensorFlow Lite's arithmetic between"
                            + " its layers, so that it can be chained through a machine; refuse where a part in the middle"
                            + " computes with reals.")
    private boolean whole;

    static boolean reads(Path model) {
        return List.of("onnx", "gguf", "safetensors", "npz", "bin").contains(extension(model));
    }

    private RealModel model(Path file) throws IOException {
        return switch (extension(file)) {
            case "onnx" -> OnnxImporter.read(file);
            case "bin" -> Llama2cFile.open(ByteSource.of(file)).model();
            case "gguf" -> {
                GgufFile gguf = GgufFile.open(ByteSource.of(file));
                yield network == null ? gguf.model() : described(gguf);
            }
            case "safetensors" -> described(SafetensorsFile.open(ByteSource.of(file)));
            default -> described(NpzFile.open(file));
        };
    }

    private RealModel described(TensorStore store) throws IOException {
        if (network == null) {
            throw new WorkloadException(store.source().name() + ": holds tensors alone; --network must say what they "
                    + "make up: " + tensors(store));
        }
        Graph graph = BatchNormFolding.of(GraphInference.folded(NetworkYaml.read(network, store)));
        return new RealModel(graph, store.source().plainName(), store.source().sha256());
    }

    private static String tensors(TensorStore store) {
        return store.shapes().entrySet().stream()
                .limit(20)
                .map(entry -> entry.getKey() + " " + Arrays.toString(entry.getValue()))
                .collect(Collectors.joining(", ", "", store.shapes().size() > 20 ? ", …" : ""));
    }

    /** How many tokens a network knows whose first operator looks them up; 0 for other networks. */
    private static int vocabulary(Graph graph) {
        return graph.nodes().stream()
                .filter(node -> node.op().equals("Gather")
                        && node.inputs().size() > 1
                        && graph.inputs().get(0).name().equals(node.inputs().get(1))
                        && graph.constants().containsKey(node.inputs().get(0)))
                .findFirst()
                .map(node -> graph.constants().get(node.inputs().get(0)).extent(0))
                .orElse(0);
    }

    private static String extension(Path model) {
        String name = model.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static Map<String, List<Path>> files(List<String> arguments) {
        Map<String, List<Path>> files = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            String name = equals < 0 ? "" : argument.substring(0, equals);
            files.computeIfAbsent(name, key -> new ArrayList<>()).add(Path.of(argument.substring(equals + 1)));
        }
        return files;
    }

    /** Imports a model and says what became of it. */
    void run(Path file, List<String> inputs, int synthetic, long seed, boolean compact, Path folder, PrintWriter out)
            throws IOException {
        if (!(divisor > 0)) {
            throw new WorkloadException("--divide must be a positive number, got " + divisor);
        }
        RealModel model = model(file);
        Graph graph = model.graph();
        boolean made = inputs.isEmpty();
        List<Map<String, Value>> runs = made
                ? RealInputs.synthetic(graph, synthetic, vocabulary(graph), seed)
                : RealInputs.read(graph, files(inputs), divisor);
        List<Map<String, Value>> ranges =
                calibration.isEmpty() ? runs : RealInputs.read(graph, files(calibration), divisor);
        if (whole) {
            writeWhole(model, runs, made, inputs, seed, folder, out);
            return;
        }
        GraphTrace trace = GraphTrace.of(graph, runs, ranges, new RoundToNearest(weightBits, activationBits));
        String origin = (told.isEmpty() ? "" : told + "; ")
                + (made
                        ? "synthetic inputs: uniform " + (vocabulary(graph) > 0 ? "tokens" : "in [-1, 1)") + ", seed "
                                + seed
                        : "inputs from " + names(inputs))
                + (trace.rounded()
                        ? "; ranges from " + (calibration.isEmpty() ? "these inputs" : names(calibration))
                        : "");
        var note = new TraceWriter.Note(origin, model.file(), model.sha256(), List.of(), Optional.empty());
        TraceWriter.write(
                folder,
                graph.name(),
                note,
                trace.layers(),
                compact ? TraceWriter.Contents.COMPACT : TraceWriter.Contents.EVERYTHING);
        out.printf(
                Locale.ROOT,
                "%s: %d multiplying layers of %d operators; %d %s (%s)%n",
                folder,
                trace.layers().size(),
                graph.nodes().size(),
                runs.size(),
                runs.size() == 1 ? "input" : "inputs",
                origin);
        GraphTrace.Loss loss = trace.loss();
        if (loss.choices() > 0) {
            out.printf(
                    Locale.ROOT,
                    "against the model in single precision: signal to noise %s dB, the largest output the same in %d"
                            + " of %d%n",
                    loss.signalToNoiseDb() == Double.POSITIVE_INFINITY
                            ? "infinite"
                            : String.format(Locale.ROOT, "%.1f", loss.signalToNoiseDb()),
                    loss.sameChoices(),
                    loss.choices());
        }
        if (trace.left()) {
            out.println("products of two computed tensors are traced for a single input alone, and were left out");
        }
        out.flush();
    }

    private void writeWhole(
            RealModel model,
            List<Map<String, Value>> runs,
            boolean made,
            List<String> inputs,
            long seed,
            Path folder,
            PrintWriter out)
            throws IOException {
        var integers = IntegerNetwork.of(model.graph(), runs);
        String origin = made ? "synthetic inputs: uniform in [-1, 1), seed " + seed : "inputs from " + names(inputs);
        var note = new TraceWriter.Note(origin, model.file(), model.sha256(), List.of(), Optional.empty());
        TraceWriter.write(
                folder, integers.network(), note, integers.inputs(), TraceWriter.Contents.EVERYTHING, Rounding.DOUBLE);
        out.printf(
                Locale.ROOT,
                "%s: a whole network of %d layers, %d of them multiplying; %d %s (%s)%n",
                folder,
                integers.network().nodes().size(),
                integers.network().macs().size(),
                runs.size(),
                runs.size() == 1 ? "input" : "inputs",
                origin);
        if (integers.own().length > 0) {
            var agreement = integers.agreement();
            out.printf(
                    Locale.ROOT,
                    "against the model's own codes: %d of %d outputs equal, the largest difference %d%n",
                    agreement.equal(),
                    agreement.outputs(),
                    agreement.largestDifference());
        } else {
            out.println("the model ends in sums, which are kept as 16-bit codes");
        }
        if (!integers.tail().isEmpty()) {
            out.println("left out, since they compute with reals: " + String.join(", ", integers.tail()));
        }
        out.flush();
    }

    private static String names(List<String> inputs) {
        return inputs.stream().map(path -> path.replaceAll(".*[/\\\\=]", "")).collect(Collectors.joining(", "));
    }
}
