package bitwright.workload.language;

import bitwright.workload.ContentHash;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import bitwright.workload.WorkloadException;
import bitwright.workload.real.Codes;
import bitwright.workload.real.Graph;
import bitwright.workload.real.GraphInference;
import bitwright.workload.real.GraphTrace;
import bitwright.workload.real.Products;
import bitwright.workload.real.RecordedLayer;
import bitwright.workload.real.RoundToNearest;
import bitwright.workload.real.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a language model multiplies while it reads a prompt and writes on, as layers of integers.
 *
 * <p>In a causal network a position takes nothing from later ones, so a token's products are rows of those of the whole
 * sequence: the layers of generation are cut out of one run, bit for bit what runs of ever longer sequences would give,
 * since ranges come from calibration and not from the sequence.
 *
 * @param model who reads and writes
 * @param prompt tokens that are given, at least one
 * @param generated tokens that are written, at least one, each the likeliest in real numbers
 * @param rounding bits of weights, of computed second operands (keys and values) and of activations
 */
public record TokenTrace(CharacterModel model, int[] prompt, int generated, RoundToNearest rounding) {
    /** Which products. */
    public enum Phase {
        /** The prompt at once: matrices of as many rows as it has tokens. */
        PREFILL,
        /**
         * One pass a written token, of the token before it, the prompt's last one first: single rows, with keys and values
         * of all tokens so far.
         */
        GENERATION
    }

    public TokenTrace {
        if (prompt.length < 1) {
            throw new WorkloadException("a prompt must have a character at least");
        }
        int context = model.weights().shape().context();
        if (generated < 1 || prompt.length + generated > context) {
            throw new WorkloadException("a prompt of " + prompt.length + " characters and " + generated
                    + " to write must be one at least and together at most " + context + ", the context of "
                    + model.name());
        }
    }

    /** The prompt and what the model, in real numbers, writes after it, always the likeliest. */
    public int[] text() {
        return text(Choice.likeliest());
    }

    /** The prompt and what the model, in real numbers, writes after it. */
    public int[] text(Choice choice) {
        var inference = new GraphInference(model.graph());
        int row = model.vocabulary().size();
        int[] text = prompt;
        for (int i = 0; i < generated; i++) {
            float[] logits = inference
                    .run(CharacterModel.input(text), Products.PLAIN)
                    .get(inference.graph().outputs().get(0))
                    .reals();
            text = Arrays.copyOf(text, text.length + 1);
            text[text.length - 1] = choice.of(logits, logits.length - row, row);
        }
        return text;
    }

    /** The layers of a phase; in generation they are called {@code tokenN.LAYER}, N counting from 0. */
    public LayerTrace layers(Phase phase) {
        return layers(phase, Map.of(), rounding.weightBits() + "-bit weights");
    }

    /**
     * Likewise with codes that somebody else found for weights.
     *
     * @param weights by layer, for {@code [K,C]}; others are rounded to nearest
     * @param said what weights are, in words
     */
    public LayerTrace layers(Phase phase, Map<String, Codes> weights, String said) {
        int[] text = text();
        Graph graph = coded(model.graph(), weights);
        List<Map<String, Value>> calibration =
                model.calibration().stream().map(CharacterModel::input).toList();
        // The last token is written, but nobody reads it.
        int[] read = phase == Phase.PREFILL ? prompt : Arrays.copyOf(text, text.length - 1);
        GraphTrace trace = GraphTrace.of(graph, List.of(CharacterModel.input(read)), calibration, rounding);
        List<Layer> layers = new ArrayList<>();
        if (phase == Phase.PREFILL) {
            for (RecordedLayer layer : trace.layers()) {
                layers.add(layer.mac().layer(TensorSource.of(layer.activations())));
            }
        } else {
            for (int token = prompt.length - 1; token < read.length; token++) {
                for (RecordedLayer layer : trace.layers()) {
                    layers.add(cut(layer, token));
                }
            }
        }
        String origin = model.name() + (phase == Phase.PREFILL ? " reading " : " writing on ") + quoted(prompt)
                + (phase == Phase.PREFILL ? "" : ": " + quoted(Arrays.copyOfRange(text, prompt.length, text.length)))
                + ", rounded to " + said + " and " + rounding.activationBits()
                + "-bit activations";
        String name = model.name() + (phase == Phase.PREFILL ? "-prefill" : "-generation");
        return new LayerTrace(name, origin, hash(layers), layers);
    }

    private static Graph coded(Graph graph, Map<String, Codes> weights) {
        Map<String, Value> constants = new HashMap<>(graph.constants());
        weights.forEach(
                (layer, codes) -> constants.computeIfPresent(layer + "-weights", (name, own) -> own.withCodes(codes)));
        return new Graph(graph.name(), graph.opset(), graph.inputs(), graph.outputs(), constants, graph.nodes());
    }

    private String quoted(int[] tokens) {
        return "'" + model.vocabulary().text(tokens).replace("\n", "\\n") + "'";
    }

    /** A layer's part for one token. */
    private static Layer cut(RecordedLayer recorded, int token) {
        Layer whole = recorded.mac().layer(TensorSource.of(recorded.activations()));
        String part = whole.name().replaceFirst(".*\\.(\\w+)\\.\\d+$", "$1");
        int seen = token + 1;
        Tensor row = columns(rows(recorded.activations(), 1, token, 1), part.equals("mixed") ? seen : whole.channels());
        Operand weights = whole.weights();
        if (part.equals("scores")) {
            weights = new Operand(weights.encoding(), TensorSource.of(rows(load(weights), 0, 0, seen)));
        } else if (part.equals("mixed")) {
            weights = new Operand(weights.encoding(), TensorSource.of(columns(load(weights), seen)));
        }
        return new Layer(
                "token" + token + "." + whole.name(),
                whole.op(),
                whole.inputs(),
                whole.geometry(),
                new Operand(whole.activations().encoding(), TensorSource.of(row)),
                weights);
    }

    private static Tensor load(Operand operand) {
        try {
            return operand.source().load();
        } catch (IOException e) {
            throw new UncheckedIOException("tensors in memory cannot fail to load", e);
        }
    }

    /** Some entries of an axis before which all extents are 1. */
    private static Tensor rows(Tensor tensor, int axis, int from, int count) {
        int[] shape = tensor.shape().clone();
        int each = tensor.data().length / shape[axis];
        shape[axis] = count;
        return new Tensor(shape, Arrays.copyOfRange(tensor.data(), from * each, (from + count) * each));
    }

    /** The first entries of the last axis. */
    private static Tensor columns(Tensor tensor, int count) {
        int[] shape = tensor.shape().clone();
        int own = shape[shape.length - 1];
        shape[shape.length - 1] = count;
        int[] data = new int[tensor.data().length / own * count];
        for (int i = 0; i < data.length; i++) {
            data[i] = tensor.data()[i / count * own + i % count];
        }
        return new Tensor(shape, data);
    }

    private static String hash(List<Layer> layers) {
        var hash = new ContentHash();
        Map<TensorSource, String> shared = new IdentityHashMap<>(); // tokens share weights
        for (Layer layer : layers) {
            for (Operand operand : List.of(layer.activations(), layer.weights())) {
                String codes = shared.computeIfAbsent(operand.source(), source -> hash(load(operand)));
                String what = layer.name() + " " + operand.encoding();
                hash.add(what, codes.getBytes(StandardCharsets.US_ASCII));
            }
        }
        return hash.hex();
    }

    private static String hash(Tensor codes) {
        var bytes = ByteBuffer.allocate(4 * codes.data().length);
        bytes.asIntBuffer().put(codes.data());
        return new ContentHash()
                .add(Arrays.toString(codes.shape()), bytes.array())
                .hex();
    }
}
