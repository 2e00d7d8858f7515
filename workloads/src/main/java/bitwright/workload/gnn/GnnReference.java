package bitwright.workload.gnn;

import bitwright.workload.graph.Features;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The network computed node by node in the stated order of summation: messages in their order in the row, the node itself last;
 * then products in the order of the inputs. Whatever a machine does in parallel must come to the same bits.
 */
public final class GnnReference {
    private GnnReference() {}

    /** The outputs of every layer, each [nodes, outputs] in C order. */
    public static List<Features.Dense> run(GraphRun run) {
        var outputs = new ArrayList<Features.Dense>();
        Features inputs = run.features();
        for (int index = 0; index < run.network().layers().size(); index++) {
            var values = layer(run, new LayerValues(run, index, inputs));
            outputs.add(values);
            inputs = values;
        }
        return outputs;
    }

    private static Features.Dense layer(GraphRun run, LayerValues values) {
        GnnLayer layer = values.layer();
        int nodes = run.graph().nodes();
        float[] outputs = new float[layer.outputsOf(nodes)];
        float[] row = new float[layer.inputs()];
        double[] message = new double[layer.inputs()];
        double[] sum = new double[layer.inputs()];
        double[] scratch = new double[layer.outputs()];
        for (int node = 0; node < nodes; node++) {
            aggregate(run, values, node, row, message, sum);
            if (run.network().model().hasSelfWeights()) {
                values.message(node, node, row, message);
            }
            values.transform(node, sum, message, scratch, outputs, node * layer.outputs());
        }
        return new Features.Dense(nodes, layer.outputs(), outputs);
    }

    /**
     * A node's aggregate in its own format, each a value of {@link NodeKernel}; zeros for a node without messages.
     *
     * @param row scratch, [inputs]
     * @param message scratch, [inputs]
     * @param sum the result, [inputs]
     */
    public static void aggregate(
            GraphRun run, LayerValues values, int node, float[] row, double[] message, double[] sum) {
        Arrays.fill(sum, 0);
        Messages messages = run.messages();
        int count = messages.count(node);
        for (int n = 0; n < count; n++) {
            values.message(node, messages.source(node, n), row, message);
            values.accumulate(node, n, message, sum);
        }
    }
}
