package bitwright.workload.inference;

import bitwright.workload.Layer;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import bitwright.workload.WorkloadException;
import bitwright.workload.network.Network;
import bitwright.workload.network.Node;
import bitwright.workload.network.Port;
import bitwright.workload.reference.Reference;
import bitwright.workload.reference.Sums;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network made ready to be run: codes in, codes out, integer arithmetic only, equal to TensorFlow Lite Micro's
 * reference kernels. Safe to share between threads.
 */
public final class IntegerInference {
    private final Network network;
    private final Rounding rounding;
    private final Port input;
    private final Map<String, Port> ports = new HashMap<>();
    private final Map<String, Requantizer> requantizers = new HashMap<>();
    private final Map<String, Tensor> weights = new HashMap<>();

    /** Loads the weights and prepares every layer; a network that lacks a scale cannot be run and says so. */
    public IntegerInference(Network network, Rounding rounding) throws IOException {
        this.network = network;
        this.rounding = rounding;
        input = network.input()
                .orElseThrow(() -> new WorkloadException(
                        network.name() + ": what the network's input is like is unknown; it cannot be run"));
        ports.put(Network.INPUT, input);
        for (Node node : network.nodes()) {
            if (node instanceof Node.Mac mac) {
                requantizers.put(mac.name(), new Requantizer(mac, rounding));
                weights.put(mac.name(), Reference.hardwareValues(mac.weights()));
            }
            node.output().ifPresent(port -> ports.put(node.name(), port));
        }
    }

    /**
     * What a run computed.
     *
     * @param outputs each node's output codes, and the input's under {@link Network#INPUT}
     * @param activations what each multiplying layer took, in its shape
     * @param accumulators each multiplying layer's sums with their biases
     */
    public record Activity(
            Map<String, Tensor> outputs, Map<String, Tensor> activations, Map<String, Sums> accumulators) {
        /** The last node's output. */
        public Tensor output() {
            Tensor last = null;
            for (Tensor tensor : outputs.values()) {
                last = tensor;
            }
            return last;
        }
    }

    /** Computes the sums of a multiplying layer, biases not yet added: the reference, or an accelerator under test. */
    @FunctionalInterface
    public interface LayerSums {
        Sums of(Layer layer);
    }

    /**
     * Runs the network.
     *
     * @param codes the input's codes, {@code [N,…]}
     */
    public Activity run(Tensor codes) {
        return run(codes, null);
    }

    /**
     * Runs the network with sums from elsewhere: each multiplying layer's outputs, requantised, are the next layer's
     * inputs.
     *
     * @param codes the input's codes, {@code [N,…]}
     * @param elsewhere who computes the sums; {@code null} for the reference
     */
    public Activity run(Tensor codes, LayerSums elsewhere) {
        int[] wanted = input.shape().clone();
        if (codes.rank() == wanted.length && codes.rank() > 0) {
            wanted[0] = codes.extent(0);
        }
        if (!Arrays.equals(codes.shape(), wanted)) {
            throw new WorkloadException(network.name() + ": the network takes inputs of shape "
                    + Arrays.toString(input.shape()) + ", got " + Arrays.toString(codes.shape()));
        }
        for (int code : codes.data()) {
            if (code < input.format().least() || code > input.format().largest()) {
                throw new WorkloadException(network.name() + ": input codes must be "
                        + input.encoding().format() + ", got " + code);
            }
        }
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        Map<String, Tensor> activations = new LinkedHashMap<>();
        Map<String, Sums> accumulators = new LinkedHashMap<>();
        outputs.put(Network.INPUT, codes);
        for (Node node : network.nodes()) {
            Tensor source = outputs.get(node.inputs().get(0));
            int[] shape = node.outputShape().clone();
            shape[0] = codes.extent(0);
            int[] result;
            if (node instanceof Node.Mac mac) {
                Tensor taken = taken(mac, source);
                Sums acc = elsewhere == null
                        ? sums(mac, taken)
                        : Requantizer.withBias(mac, checked(mac, elsewhere.of(mac.layer(TensorSource.of(taken)))));
                activations.put(mac.name(), taken);
                accumulators.put(mac.name(), acc);
                result = requantizers.get(mac.name()).codes(acc);
            } else {
                result = plain(node, source, outputs);
            }
            outputs.put(node.name(), new Tensor(shape, result));
        }
        return new Activity(outputs, activations, accumulators);
    }

    private static Sums checked(Node.Mac mac, Sums sums) {
        long wanted = Arrays.stream(mac.outputShape()).asLongStream().reduce(1, (a, b) -> a * b) * sums.shape()[0];
        if (sums.data().length != wanted) {
            throw new IllegalArgumentException("layer " + mac.name() + " has " + wanted + " sums, got " + sums);
        }
        return sums;
    }

    /** A multiplying layer's sums with its bias on given codes: one layer of the network by itself. */
    public Sums sums(Node.Mac mac, Tensor codes) {
        Tensor values = Reference.hardwareValues(codes, mac.activations().zeroPoint());
        Sums sums = Reference.sums(mac.geometry(), values, weights.get(mac.name()));
        return Requantizer.withBias(mac, sums);
    }

    /** The factors from a multiplying layer's sums to its codes: one, or one a filter. */
    public List<Multiplier> multipliers(Node.Mac mac) {
        return requantizers.get(mac.name()).multipliers();
    }

    /** The output codes that a multiplying layer makes of sums with bias. */
    public int[] requantize(Node.Mac mac, Sums accumulators) {
        return requantizers.get(mac.name()).codes(accumulators);
    }

    /** The input in the shape that the layer takes. */
    private Tensor taken(Node.Mac mac, Tensor source) {
        int[] shape = mac.activations().shape().clone();
        shape[0] = source.extent(0);
        return Arrays.equals(shape, source.shape()) ? source : flattened(source, shape);
    }

    private Tensor flattened(Tensor source, int[] shape) {
        int[] data = source.rank() == 4 && shape.length != 4
                ? network.flattening().fromChannelsLast(source).data()
                : source.data();
        return new Tensor(shape, data);
    }

    private int[] plain(Node node, Tensor source, Map<String, Tensor> outputs) {
        Port port = ports.get(node.inputs().get(0));
        if (node instanceof Node.Add add) {
            String other = add.inputs().get(1);
            return PlainOps.add(
                    add,
                    port,
                    ports.get(other),
                    source.data(),
                    outputs.get(other).data(),
                    rounding);
        } else if (node instanceof Node.Pool pool) {
            return PlainOps.pool(pool, source);
        } else if (node instanceof Node.Pad pad) {
            return PlainOps.pad(pad, source);
        } else if (node instanceof Node.Mean mean) {
            return PlainOps.mean(mean, port, source, rounding);
        } else if (node instanceof Node.Softmax softmax) {
            return PlainOps.softmax(softmax, port, source, rounding);
        } else if (node instanceof Node.Reshape) {
            int[] shape = node.outputShape().clone();
            shape[0] = source.extent(0);
            return flattened(source, shape).data();
        }
        throw new IllegalStateException("multiplying layers are run elsewhere: " + node.name());
    }
}
