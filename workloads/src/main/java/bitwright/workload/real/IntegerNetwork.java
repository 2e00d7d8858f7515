package bitwright.workload.real;

import bitwright.workload.Tensor;
import bitwright.workload.WorkloadException;
import bitwright.workload.inference.IntegerInference;
import bitwright.workload.inference.Rounding;
import bitwright.workload.network.Network;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A quantised model (ONNX's QuantizeLinear and DequantizeLinear, or QLinear operators) as a whole network of integers,
 * with the arithmetic of TensorFlow Lite between its layers: sums are scaled in fixed point where ONNX Runtime does it in
 * single precision, so that codes may differ by one where a value lies near the middle between two.
 *
 * @param network the network, channels last
 * @param inputs the codes that the model makes of its inputs, {@code [N,…]}
 * @param tail operators behind the network's end that compute with reals, by name and operation; they are left out
 * @param own the codes of the last layer as the model itself computes them, {@code [N,…]}; empty where it has sums alone
 */
public record IntegerNetwork(Network network, Tensor inputs, List<String> tail, int[] own) {
    /** How many outputs agree with the model's own codes. */
    public record Agreement(int equal, int outputs, int largestDifference) {}

    /**
     * Makes a network of a model.
     *
     * @param graph constants computed beforehand
     * @param runs a value for every input, run by run, each of one input
     * @throws WorkloadException naming the first operator that computes with reals between others that do not
     */
    public static IntegerNetwork of(Graph graph, List<Map<String, Value>> runs) {
        var everything = new GraphInference(new Graph(
                graph.name(),
                graph.opset(),
                graph.inputs(),
                graph.nodes().stream()
                        .flatMap(node -> node.outputs().stream())
                        .filter(name -> !name.isEmpty())
                        .toList(),
                graph.constants(),
                graph.nodes()));
        var ranges = new Calibration();
        Map<String, Value> first = everything.run(runs.get(0), ranges);
        var recorder = new LayerRecorder(RoundToNearest.INT8, ranges, true);
        everything.run(runs.get(0), recorder);
        var builder = new IntegerNetworkBuilder(graph, runs.get(0), first, recorder.layersByProduct());
        Network network = builder.network();
        List<int[]> inputs = new ArrayList<>();
        List<int[]> own = new ArrayList<>();
        for (Map<String, Value> run : runs) {
            Map<String, Value> values = run == runs.get(0) ? first : everything.run(run, Products.PLAIN);
            inputs.add(codes(value(builder.inputCodes(), run, values)));
            if (!builder.outputCodes().isEmpty()) {
                own.add(codes(values.get(builder.outputCodes())));
            }
        }
        int[] shape = network.input().orElseThrow().shape().clone();
        shape[0] = runs.size();
        return new IntegerNetwork(network, new Tensor(shape, joined(inputs)), builder.tail(), joined(own));
    }

    private static Value value(String name, Map<String, Value> inputs, Map<String, Value> computed) {
        return computed.containsKey(name) ? computed.get(name) : inputs.get(name);
    }

    /** Codes, channels last. */
    private static int[] codes(Value value) {
        Value last = value.rank() == 4 ? MovementOps.transposed(value, 0, 2, 3, 1) : value;
        return Arrays.stream(last.integers()).mapToInt(Math::toIntExact).toArray();
    }

    private static int[] joined(List<int[]> parts) {
        return parts.stream().flatMapToInt(Arrays::stream).toArray();
    }

    /** Runs the network and holds its last codes against the model's own. */
    public Agreement agreement() throws IOException {
        int[] ours = new IntegerInference(network, Rounding.DOUBLE)
                .run(inputs)
                .output()
                .data();
        int equal = 0;
        int largest = 0;
        for (int i = 0; i < own.length; i++) {
            equal += ours[i] == own[i] ? 1 : 0;
            largest = Math.max(largest, Math.abs(ours[i] - own[i]));
        }
        return new Agreement(equal, own.length, largest);
    }
}
