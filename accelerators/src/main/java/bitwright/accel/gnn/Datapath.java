package bitwright.accel.gnn;

import bitwright.workload.gnn.Gnn;
import bitwright.workload.gnn.GnnLayer;
import bitwright.workload.gnn.GraphRun;
import bitwright.workload.gnn.LayerValues;
import bitwright.workload.gnn.Messages;
import bitwright.workload.gnn.NodeKernel;
import bitwright.workload.graph.Features;
import java.util.Arrays;

/**
 * The values that the units compute in one layer of a network, node by node as nodes leave the machine. A core sums 16
 * features of its node's messages in the order of its list, the first one copied, each other one added; a column of the
 * systolic array has the weights of one output and takes the products of a row in the order of its features.
 */
final class Datapath {
    private static final int OF_CORE = 16;

    private final GraphRun run;
    private final GnnLayer layer;
    private final LayerValues memory;
    private final int columns;
    private final float[] outputs;
    private final Matrix neighbours;
    private final Matrix self;
    private final float[] row;
    private final double[] message;
    private final double[] slice = new double[OF_CORE];
    private final double[][] cores;
    private final double[] sums;
    private final double[] results;

    /** A matrix as the weight bank has it: of each precision, a tile of weights for each fold of the array. */
    private static final class Matrix {
        private final float[] stored;
        private final double[][][] tiles;

        Matrix(float[] stored, int precisions) {
            this.stored = stored;
            tiles = new double[precisions][][];
        }

        /** The tiles, [inputs, columns of the fold] each. */
        double[][] tiles(int precision, NodeKernel kernel, GnnLayer layer, int columns) {
            if (tiles[precision] == null) {
                int folds = (layer.outputs() + columns - 1) / columns;
                var made = new double[folds][];
                double[] row = new double[layer.inputs()];
                for (int fold = 0; fold < folds; fold++) {
                    int first = fold * columns;
                    int width = Math.min(columns, layer.outputs() - first);
                    made[fold] = new double[layer.inputs() * width];
                    for (int out = 0; out < width; out++) {
                        kernel.weights(stored, (first + out) * row.length, row.length, row);
                        for (int in = 0; in < row.length; in++) {
                            made[fold][in * width + out] = row[in];
                        }
                    }
                }
                tiles[precision] = made;
            }
            return tiles[precision];
        }
    }

    /**
     * The values of a layer, none of them computed yet.
     *
     * @param index the layer's, from 0
     * @param inputs what the nodes hold at its input
     * @param memory the features as the units find them
     * @param columns of the systolic array
     */
    Datapath(GraphRun run, int index, LayerValues memory, int columns) {
        this.run = run;
        this.memory = memory;
        this.columns = columns;
        layer = memory.layer();
        Gnn network = run.network();
        int precisions = run.arithmetics().size();
        neighbours = new Matrix(network.weights().neighbours(index, layer), precisions);
        self = network.model().hasSelfWeights() ? new Matrix(network.weights().self(index, layer), precisions) : null;
        outputs = new float[layer.outputsOf(run.graph().nodes())];
        row = new float[layer.inputs()];
        message = new double[layer.inputs()];
        cores = new double[(layer.inputs() + OF_CORE - 1) / OF_CORE][OF_CORE];
        sums = new double[layer.inputs()];
        results = new double[columns];
    }

    /** What has been written back, [nodes, outputs]; +0 where nothing was. */
    Features.Dense outputs() {
        return new Features.Dense(run.graph().nodes(), layer.outputs(), outputs);
    }

    float[] values() {
        return outputs;
    }

    /** A node that gathered its messages leaves the transformation engine, in a layer of one matrix. */
    void write(int node) {
        gather(node);
        transform(node, neighbours, run.messages().scaled());
        activate(node);
    }

    /** The same where the node's own features have a matrix of their own: three runs of the machine, see {@link Mapping}. */
    void writeJoined(int node) {
        int at = node * layer.outputs();
        gather(node);
        transform(node, neighbours, run.messages().scaled());
        float[] ofMessages = Arrays.copyOfRange(outputs, at, at + layer.outputs());
        memory.message(node, node, row, sums);
        transform(node, self, false);
        NodeKernel kernel = memory.kernel(node);
        for (int i = 0; i < ofMessages.length; i++) {
            outputs[at + i] = kernel.join(outputs[at + i], ofMessages[i]);
        }
        activate(node);
    }

    /** The aggregation cores: sums of the messages of a node. */
    private void gather(int node) {
        Messages messages = run.messages();
        NodeKernel kernel = memory.kernel(node);
        int count = messages.count(node);
        Arrays.fill(sums, 0);
        for (int n = 0; n < count; n++) {
            int source = messages.source(node, n);
            memory.message(node, source, row, message);
            double scale = messages.scaled() ? kernel.scale(messages.scale(node, source)) : 1;
            for (int core = 0; core < cores.length; core++) {
                int width = Math.min(OF_CORE, layer.inputs() - core * OF_CORE);
                System.arraycopy(message, core * OF_CORE, slice, 0, width);
                accumulate(kernel, cores[core], n == 0, messages.scaled(), scale, width);
            }
        }
        if (count > 0) {
            for (int core = 0; core < cores.length; core++) {
                int width = Math.min(OF_CORE, layer.inputs() - core * OF_CORE);
                System.arraycopy(cores[core], 0, sums, core * OF_CORE, width);
            }
        }
    }

    private void accumulate(NodeKernel kernel, double[] core, boolean first, boolean scaled, double scale, int width) {
        if (scaled) {
            if (first) {
                kernel.start(core, scale, slice, width);
            } else {
                kernel.add(core, scale, slice, width);
            }
        } else if (first) {
            kernel.start(core, slice, width);
        } else {
            kernel.add(core, slice, width);
        }
    }

    /** The systolic array, fold by fold, and the write-back. */
    private void transform(int node, Matrix matrix, boolean scaled) {
        NodeKernel kernel = memory.kernel(node);
        double[][] tiles = matrix.tiles(run.arithmeticOf(node), kernel, layer, columns);
        int at = node * layer.outputs();
        for (int fold = 0; fold < tiles.length; fold++) {
            int width = Math.min(columns, layer.outputs() - fold * columns);
            kernel.transform(tiles[fold], sums, layer.inputs(), results, width);
            for (int i = 0; i < width; i++) {
                outputs[at + fold * columns + i] = kernel.decode(results[i], scaled);
            }
        }
    }

    private void activate(int node) {
        int at = node * layer.outputs();
        for (int i = 0; i < layer.outputs(); i++) {
            outputs[at + i] = layer.activation().of(outputs[at + i]);
        }
    }
}
