package bitwright.conformance.traces;

import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.GoldenDataException;
import bitwright.conformance.golden.Tally;
import bitwright.workload.Op;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import bitwright.workload.inference.IntegerInference;
import bitwright.workload.inference.Multiplier;
import bitwright.workload.inference.Rounding;
import bitwright.workload.network.Clamp;
import bitwright.workload.network.Network;
import bitwright.workload.network.Node;
import bitwright.workload.npy.NpyFile;
import bitwright.workload.tflite.TfliteImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One model's golden tensors: {@code manifest.json}, {@code weights/}, and a folder for each input. */
final class ModelTraces {
    private static final Pattern TENSOR = Pattern.compile("L([0-9]+)_(x|acc|y|w|b|mult|shift)\\.npy");

    private final Path folder;
    private final Path models;
    private Network network;
    private IntegerInference inference;

    ModelTraces(Path folder, Path models) {
        this.folder = folder;
        this.models = models;
    }

    void check(Consumer<FileOutcome> report) throws IOException {
        JsonNode manifest = manifest();
        Path model = models.resolve(manifest.path("model").asString(""));
        if (!Files.isRegularFile(model)) {
            for (Path file : TracesCheck.list(folder)) {
                report.accept(FileOutcome.skipped(shown(file), "its model is not there: " + model));
            }
            return;
        }
        network = TfliteImporter.read(model).network();
        inference = new IntegerInference(network, Rounding.DOUBLE);
        report.accept(layers(manifest));
        for (Path entry : TracesCheck.list(folder)) {
            if (entry.endsWith("weights")) {
                weights(entry, report);
            } else if (Files.isDirectory(entry)) {
                results(entry, report);
            } else if (!entry.endsWith("manifest.json")) {
                report.accept(FileOutcome.skipped(shown(entry), "no kind of golden trace"));
            }
        }
    }

    private String shown(Path file) {
        return folder.getFileName() + "/" + folder.relativize(file);
    }

    private JsonNode manifest() throws IOException {
        Path file = folder.resolve("manifest.json");
        try {
            return JsonMapper.builder().build().readTree(Files.readString(file));
        } catch (JacksonException e) {
            throw new GoldenDataException(file + ": is not JSON: " + e.getOriginalMessage());
        }
    }

    /** What the manifest says of each layer and of each input's outcome. */
    private FileOutcome layers(JsonNode manifest) throws IOException {
        var tally = new Tally(shown(folder.resolve("manifest.json")));
        for (JsonNode layer : manifest.path("layers")) {
            int index = layer.path("index").asInt(-1);
            Node node = node(index, folder.resolve("manifest.json"));
            tally.expect("L" + index + " op " + layer.path("op").asString(), 1, isOp(node, layer) ? 1 : 0);
            if (node instanceof Node.Mac mac) {
                macs(tally, mac, layer);
            }
        }
        for (JsonNode input : manifest.path("inputs")) {
            Path file = folder.resolve(input.path("id").asString("")).resolve("input.npy");
            if (Files.isRegularFile(file) && input.path("output").isArray()) {
                int[] output =
                        inference.run(NpyFile.open(file).readTensor()).output().data();
                String id = input.path("id").asString();
                tally.expect(
                        id + " output",
                        new int[] {output.length},
                        longs(input.path("output")),
                        TracesCheck.wide(output));
                int best = 0;
                for (int i = 1; i < output.length; i++) {
                    best = output[i] > output[best] ? i : best;
                }
                tally.expect(id + " argmax", input.path("argmax").asLong(), best);
            }
        }
        return tally.outcome();
    }

    private void macs(Tally tally, Node.Mac mac, JsonNode layer) {
        // The activations' values do not matter here, only their shape.
        var anything =
                new Tensor(mac.activations().shape(), new int[mac.activations().volume()]);
        long macs = mac.layer(TensorSource.of(anything)).macs();
        tally.expect(mac.name() + " macs", layer.path("macs").asLong(), macs);
        Clamp clamp = mac.clamp();
        tally.expect(
                mac.name() + " clamp", new int[] {2}, longs(layer.path("clamp")), new long[] {clamp.low(), clamp.high()
                });
        if (layer.path("pad_top_left").isArray()) {
            tally.expect(mac.name() + " padding", new int[] {2}, longs(layer.path("pad_top_left")), new long[] {
                mac.geometry().padTop(), mac.geometry().padLeft()
            });
        }
    }

    private static boolean isOp(Node node, JsonNode layer) {
        String theirs = layer.path("op").asString("");
        return switch (node.op()) {
            case CONV2D ->
                theirs.equals("CONV_2D")
                        || theirs.equals("DEPTHWISE_CONV_2D")
                                && ((Node.Mac) node).activations().shape()[3] == 1;
            case DEPTHWISE -> theirs.equals("DEPTHWISE_CONV_2D");
            case AVG_POOL -> theirs.equals("AVERAGE_POOL_2D");
            case MAX_POOL -> theirs.equals("MAX_POOL_2D");
            default -> theirs.equals(node.op().name());
        };
    }

    private Node node(int index, Path file) {
        if (index < 0 || index >= network.nodes().size()) {
            throw new GoldenDataException(file + ": operator " + index + " is not among the model's "
                    + network.nodes().size());
        }
        return network.nodes().get(index);
    }

    private static long[] longs(JsonNode array) {
        long[] values = new long[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asLong();
        }
        return values;
    }

    private void weights(Path directory, Consumer<FileOutcome> report) throws IOException {
        for (Path file : TracesCheck.list(directory)) {
            Matcher tensor = TENSOR.matcher(file.getFileName().toString());
            if (!tensor.matches() || !(node(Integer.parseInt(tensor.group(1)), file) instanceof Node.Mac mac)) {
                report.accept(FileOutcome.skipped(shown(file), "no tensor of a multiplying layer"));
                continue;
            }
            NpyFile golden = NpyFile.open(file);
            List<Multiplier> multipliers = inference.multipliers(mac);
            long[] ours = switch (tensor.group(2)) {
                case "w" -> TracesCheck.wide(asInTheFile(mac, golden.shape()));
                case "b" -> mac.bias();
                case "mult" ->
                    multipliers.stream().mapToLong(Multiplier::multiplier).toArray();
                case "shift" ->
                    multipliers.stream().mapToLong(Multiplier::shift).toArray();
                default -> new long[0];
            };
            var tally = new Tally(shown(file));
            long[] expected = golden.readLongs();
            tally.expect(tensor.group(2), golden.shape(), expected, spread(ours, expected.length));
            report.accept(tally.outcome());
        }
    }

    /** One value for all channels is as good as one each. */
    private static long[] spread(long[] values, int length) {
        if (values.length != 1 || length < 2) {
            return values;
        }
        long[] all = new long[length];
        Arrays.fill(all, values[0]);
        return all;
    }

    /** Weights in the model file's order of axes: depthwise filters are its last axis. */
    private static int[] asInTheFile(Node.Mac mac, int[] goldenShape) throws IOException {
        Tensor weights = mac.weights().source().load();
        if (!isDepthwiseInTheFile(mac, goldenShape)) {
            return weights.data();
        }
        int filters = weights.extent(0);
        int taps = weights.data().length / filters;
        int[] data = new int[weights.data().length];
        for (int k = 0; k < filters; k++) {
            for (int tap = 0; tap < taps; tap++) {
                data[tap * filters + k] = weights.data()[k * taps + tap];
            }
        }
        return data;
    }

    /** Whether the model's file may call the convolution depthwise; the weights' first extent is then 1 there. */
    private static boolean isDepthwiseInTheFile(Node.Mac mac, int[] goldenShape) {
        return mac.op() == Op.DEPTHWISE
                || goldenShape.length == 4
                        && goldenShape[0] == 1
                        && mac.weights().source().shape()[0] > 1;
    }

    private void results(Path directory, Consumer<FileOutcome> report) throws IOException {
        Path input = directory.resolve("input.npy");
        if (!Files.isRegularFile(input)) {
            report.accept(FileOutcome.skipped(shown(directory), "it has no input.npy"));
            return;
        }
        var activity = inference.run(NpyFile.open(input).readTensor());
        for (Path file : TracesCheck.list(directory)) {
            String name = file.getFileName().toString();
            Matcher tensor = TENSOR.matcher(name);
            long[] ours;
            if (name.equals("input.npy")) {
                continue;
            } else if (name.equals("output.npy")) {
                ours = TracesCheck.wide(activity.output().data());
            } else if (tensor.matches()) {
                ours = result(activity, node(Integer.parseInt(tensor.group(1)), file), tensor.group(2), file);
            } else {
                report.accept(FileOutcome.skipped(shown(file), "no kind of golden trace"));
                continue;
            }
            var tally = new Tally(shown(file));
            NpyFile golden = NpyFile.open(file);
            tally.expect(name.replace(".npy", ""), golden.shape(), golden.readLongs(), ours);
            report.accept(tally.outcome());
        }
    }

    private static long[] result(IntegerInference.Activity activity, Node node, String kind, Path file) {
        boolean multiplies = node instanceof Node.Mac;
        return switch (kind) {
            case "y" -> TracesCheck.wide(activity.outputs().get(node.name()).data());
            case "x" ->
                TracesCheck.wide(activity.outputs().get(node.inputs().get(0)).data());
            case "acc" -> {
                if (!multiplies) {
                    throw new GoldenDataException(file + ": " + node.op().label() + " has no sums");
                }
                yield activity.accumulators().get(node.name()).data();
            }
            default -> throw new GoldenDataException(file + ": belongs into weights/");
        };
    }
}
