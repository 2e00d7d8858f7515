package bitwright.workload.bundle;

import bitwright.workload.IntegerFormat;
import bitwright.workload.Layout;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.inference.IntegerInference;
import bitwright.workload.inference.Rounding;
import bitwright.workload.network.Network;
import bitwright.workload.network.Node;
import bitwright.workload.network.Scale;
import bitwright.workload.npy.NpyType;
import bitwright.workload.npy.NpyWriter;
import bitwright.workload.real.RecordedLayer;
import bitwright.workload.reference.Sums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a network and what it computed as a trace bundle. */
public final class TraceWriter {
    /** How much of it. */
    public enum Contents {
        /** Also every layer's activations, accumulators and outputs. */
        EVERYTHING,
        /** Only the input, weights and biases; the rest follows from them. */
        COMPACT
    }

    /**
     * What is written beside the network.
     *
     * @param origin where the inputs come from, in a sentence; it says {@code synthetic} where they are
     * @param sourceFile the model's file, or empty
     * @param sourceSha256 its hash, or empty
     * @param classes the names of the classes, or none
     * @param labels the right class of each input, if known
     */
    public record Note(
            String origin, String sourceFile, String sourceSha256, List<String> classes, Optional<int[]> labels) {}

    private TraceWriter() {}

    /**
     * Writes a bundle into a folder, which is made where needed.
     *
     * @param inputs the network's inputs, {@code [N,…]}
     */
    public static void write(
            Path folder, Network network, Note note, Tensor inputs, Contents contents, Rounding rounding)
            throws IOException {
        write(folder, network, note, inputs, contents, rounding, Map.of());
    }

    /**
     * Likewise, with float masters beside the weights.
     *
     * @param masters by layer, in the order of its codes
     */
    public static void write(
            Path folder,
            Network network,
            Note note,
            Tensor inputs,
            Contents contents,
            Rounding rounding,
            Map<String, float[]> masters)
            throws IOException {
        Files.createDirectories(folder);
        IntegerInference.Activity activity =
                contents == Contents.EVERYTHING ? new IntegerInference(network, rounding).run(inputs) : null;
        codes(folder.resolve("input.npy"), inputs, network.input().orElseThrow().format());
        if (note.labels().isPresent()) {
            int[] labels = note.labels().get();
            NpyWriter.write(folder.resolve("labels.npy"), new Tensor(new int[] {labels.length}, labels), NpyType.INT32);
        }
        for (Node node : network.nodes()) {
            if (node instanceof Node.Mac mac) {
                operands(folder, mac);
                if (masters.containsKey(mac.name())) {
                    master(folder, mac, masters.get(mac.name()));
                }
            }
            if (activity != null) {
                results(folder, node, activity);
            }
        }
        Files.writeString(folder.resolve(TraceBundle.FILE), new TraceYaml(network, note, rounding, Map.of()).text());
    }

    /**
     * Writes layers that stand for themselves: operands, sums, scales, and float masters where there are any; what lies
     * between the layers is left out.
     *
     * @param name the network's
     */
    public static void write(Path folder, String name, Note note, List<RecordedLayer> layers) throws IOException {
        write(folder, name, note, layers, Contents.EVERYTHING);
    }

    /** Likewise; compact, the sums are left out. */
    public static void write(Path folder, String name, Note note, List<RecordedLayer> layers, Contents contents)
            throws IOException {
        Files.createDirectories(folder);
        Map<String, Integer> blocks = new HashMap<>();
        for (RecordedLayer layer : layers) {
            Node.Mac mac = layer.mac();
            operands(folder, mac);
            if (contents == Contents.EVERYTHING) {
                activationsAndSums(folder, mac, layer.activations(), layer.accumulators());
            } else {
                codes(
                        folder.resolve(mac.name() + ".activations.npy"),
                        layer.activations(),
                        mac.activations().format());
            }
            int[] shape = mac.weights().source().shape();
            if (layer.master().isPresent()) {
                master(folder, mac, layer.master().get());
            }
            if (layer.blocks().isPresent()) {
                RecordedLayer.Blocks scaled = layer.blocks().get();
                blocks.put(mac.name(), scaled.size());
                shape[shape.length - 1] = (shape[shape.length - 1] + scaled.size() - 1) / scaled.size();
                NpyWriter.write(folder.resolve(TraceYaml.scaleFile(mac)), shape, scaled.scales());
                if (scaled.offsets().length > 0) {
                    NpyWriter.write(folder.resolve(TraceYaml.offsetFile(mac)), shape, scaled.offsets());
                }
            }
        }
        var network = new Network(
                name,
                Optional.empty(),
                Layout.NHWC,
                layers.stream().map(layer -> (Node) layer.mac()).toList());
        Files.writeString(
                folder.resolve(TraceBundle.FILE), new TraceYaml(network, note, Rounding.DOUBLE, blocks).text());
    }

    private static void master(Path folder, Node.Mac mac, float[] reals) throws IOException {
        NpyWriter.write(
                folder.resolve(mac.name() + ".weights.f32.npy"),
                mac.weights().source().shape(),
                reals);
    }

    private static void operands(Path folder, Node.Mac mac) throws IOException {
        Operand weights = mac.weights();
        IntegerFormat format = IntegerFormat.of(weights.encoding().format());
        codes(folder.resolve(mac.name() + ".weights.npy"), weights.source().load(), format);
        Scale scale = mac.weightScale();
        if (scale.isPerChannel()) {
            float[] values = scale.values();
            NpyWriter.write(folder.resolve(TraceYaml.scaleFile(mac)), new int[] {values.length}, values);
        }
        if (mac.bias().length > 0) {
            NpyType type = mac.accumulatorBits() > 32 ? NpyType.INT64 : NpyType.INT32;
            NpyWriter.write(folder.resolve(mac.name() + ".bias.npy"), new int[] {mac.bias().length}, mac.bias(), type);
        }
    }

    private static void results(Path folder, Node node, IntegerInference.Activity activity) throws IOException {
        if (node instanceof Node.Mac mac) {
            activationsAndSums(
                    folder,
                    mac,
                    activity.activations().get(mac.name()),
                    activity.accumulators().get(mac.name()));
        }
        Tensor output = activity.outputs().get(node.name());
        codes(
                folder.resolve(node.name() + ".output.npy"),
                output,
                node.output().orElseThrow().format());
    }

    private static void activationsAndSums(Path folder, Node.Mac mac, Tensor taken, Sums acc) throws IOException {
        codes(
                folder.resolve(mac.name() + ".activations.npy"),
                taken,
                mac.activations().format());
        NpyType type = mac.accumulatorBits() > 32 ? NpyType.INT64 : NpyType.INT32;
        NpyWriter.write(folder.resolve(mac.name() + ".acc.npy"), acc.shape(), acc.data(), type);
    }

    private static void codes(Path file, Tensor tensor, IntegerFormat format) throws IOException {
        NpyType type;
        if (format.bits() <= 8) {
            type = format.signed() ? NpyType.INT8 : NpyType.UINT8;
        } else if (format.bits() <= 16) {
            type = format.signed() ? NpyType.INT16 : NpyType.UINT16;
        } else {
            type = format.signed() ? NpyType.INT32 : NpyType.UINT32;
        }
        NpyWriter.write(file, tensor, type);
    }
}
