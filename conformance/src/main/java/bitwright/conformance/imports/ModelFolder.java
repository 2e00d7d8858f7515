package bitwright.conformance.imports;

import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.Tally;
import bitwright.workload.Encoding;
import bitwright.workload.Tensor;
import bitwright.workload.npy.NpyFile;
import bitwright.workload.onnx.OnnxImporter;
import bitwright.workload.real.Graph;
import bitwright.workload.real.GraphTrace;
import bitwright.workload.real.RecordedLayer;
import bitwright.workload.real.RoundToNearest;
import bitwright.workload.real.Value;
import bitwright.workload.reference.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One QONNX or ONNX model's golden tensors: the inputs ({@code input_u8.npy} as images of 0 to 1, {@code input_f32.npy} as
 * they are), each multiplying layer's operands and sums, the outputs and the largest of each. The folder is named as the
 * model's file begins.
 */
final class ModelFolder {
    private static final Pattern OPERAND = Pattern.compile("[A-Za-z]+([0-9]+)_(x|w|acc)(?:_[a-z]+[0-9]+)?\\.npy");

    private final Path folder;
    private final Path models;
    private GraphTrace trace;

    ModelFolder(Path folder, Path models) {
        this.folder = folder;
        this.models = models;
    }

    void check(Consumer<FileOutcome> report) throws IOException {
        String name = folder.getFileName().toString();
        List<Path> found = Files.isDirectory(models)
                ? ImportsCheck.list(models).stream()
                        .filter(path -> path.getFileName().toString().startsWith(name)
                                && path.toString().endsWith(".onnx"))
                        .toList()
                : List.of();
        List<Path> inputs = ImportsCheck.list(folder).stream()
                .filter(path -> path.getFileName().toString().startsWith("input"))
                .toList();
        for (Path file : ImportsCheck.list(folder)) {
            String shown = name + "/" + file.getFileName();
            if (found.size() != 1) {
                report.accept(FileOutcome.skipped(shown, found.size() + " models in ../../models begin with " + name));
            } else if (inputs.size() != 1) {
                report.accept(FileOutcome.skipped(shown, "there must be one input, got " + inputs.size()));
            } else if (file.equals(inputs.get(0))) {
                report.accept(FileOutcome.skipped(shown, "the input of the others"));
            } else {
                if (trace == null) {
                    trace = trace(found.get(0), inputs.get(0));
                }
                report.accept(checked(shown, file));
            }
        }
    }

    private static GraphTrace trace(Path model, Path input) throws IOException {
        Graph graph = OnnxImporter.read(model).graph();
        NpyFile file = NpyFile.open(input);
        float[] values = file.readFloats();
        boolean image = !file.type().isFloat();
        int[] shape = file.shape();
        int count = shape[0];
        int volume = values.length / Math.max(1, count);
        shape[0] = 1;
        List<Map<String, Value>> runs = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            float[] one = Arrays.copyOfRange(values, n * volume, (n + 1) * volume);
            for (int i = 0; image && i < one.length; i++) {
                one[i] /= 255;
            }
            runs.add(Map.of(graph.inputs().get(0).name(), Value.of(shape, one)));
        }
        return GraphTrace.of(graph, runs, runs, RoundToNearest.INT8);
    }

    private FileOutcome checked(String shown, Path file) throws IOException {
        String name = file.getFileName().toString();
        Matcher match = OPERAND.matcher(name);
        var tally = new Tally(shown);
        NpyFile golden = NpyFile.open(file);
        if (match.matches()) {
            int index = Integer.parseInt(match.group(1));
            if (index >= trace.layers().size()) {
                tally.expect(
                        "layers that multiply, at least",
                        index + 1,
                        trace.layers().size());
                return tally.outcome();
            }
            tally.expect(
                    "element",
                    golden.shape(),
                    golden.readLongs(),
                    operand(trace.layers().get(index), match.group(2)));
        } else if (name.startsWith("logits") || name.startsWith("output")) {
            tally.expect("value's bits", golden.shape(), BlockFolder.bits(golden.readFloats()), outputs());
        } else if (name.startsWith("argmax")) {
            tally.expect("choice", golden.shape(), golden.readLongs(), choices());
        } else {
            return FileOutcome.skipped(shown, "not computed from the model");
        }
        return tally.outcome();
    }

    /** As hardware sees it. */
    private static long[] operand(RecordedLayer layer, String kind) throws IOException {
        return switch (kind) {
            case "acc" -> layer.accumulators().data();
            case "w" -> wide(Reference.hardwareValues(layer.mac().weights()));
            default -> {
                Encoding encoding = layer.mac().activations().encoding();
                yield wide(Reference.hardwareValues(layer.activations(), encoding.zeroPoint()));
            }
        };
    }

    private static long[] wide(Tensor tensor) {
        return Arrays.stream(tensor.data()).asLongStream().toArray();
    }

    private long[] outputs() {
        return trace.quantised().stream()
                .flatMapToLong(value -> Arrays.stream(BlockFolder.bits(value.reals())))
                .toArray();
    }

    private long[] choices() {
        return trace.quantised().stream()
                .mapToLong(value -> largest(value.reals()))
                .toArray();
    }

    private static int largest(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }
}
