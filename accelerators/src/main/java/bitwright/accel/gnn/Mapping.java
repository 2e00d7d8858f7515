package bitwright.accel.gnn;

import bitwright.workload.gnn.GnnLayer;
import bitwright.workload.gnn.GraphRun;
import java.util.List;

/**
 * How a layer of a network becomes layers of the hardware. Where all messages go through one matrix (GCN, GIN) it is one.
 * GraphSAGE has two matrices, so it is three: the nodes' own features through theirs (a list of one), the neighbours' through
 * the other, and the sum of both results (a list of two, transformed by the unit matrix, which changes nothing). The published
 * tools make four of it: one more projection, of a GraphSAGE with pooling.
 */
final class Mapping {
    private static final String OWN = ", own features";
    private static final String NEIGHBOURS = ", neighbours";
    private static final String JOIN = ", sum of both";

    private Mapping() {}

    /** The hardware layers, in their order; nodes are complete when the last one has written them. */
    static List<HardwareLayer> of(GraphRun run, GnnLayer layer) {
        int[] precisions = run.arithmetics().stream()
                .mapToInt(arithmetic -> arithmetic.featureBits())
                .toArray();
        byte[] precisionOf = precisions.length == 1 ? null : precisions(run);
        MessageLists messages = lists(run);
        if (!run.network().model().hasSelfWeights()) {
            return List.of(new HardwareLayer(
                    layer.name(), messages, layer.inputs(), layer.outputs(), precisions, precisionOf));
        }
        int nodes = run.graph().nodes();
        return List.of(
                new HardwareLayer(
                        layer.name() + OWN, own(nodes, 1), layer.inputs(), layer.outputs(), precisions, precisionOf),
                new HardwareLayer(
                        layer.name() + NEIGHBOURS, messages, layer.inputs(), layer.outputs(), precisions, precisionOf),
                new HardwareLayer(
                        layer.name() + JOIN, own(nodes, 2), layer.outputs(), layer.outputs(), precisions, precisionOf));
    }

    private static byte[] precisions(GraphRun run) {
        byte[] places = new byte[run.graph().nodes()];
        for (int node = 0; node < places.length; node++) {
            places[node] = (byte) run.arithmeticOf(node);
        }
        return places;
    }

    private static MessageLists lists(GraphRun run) {
        var messages = run.messages();
        int nodes = run.graph().nodes();
        return new MessageLists() {
            @Override
            public int nodes() {
                return nodes;
            }

            @Override
            public int count(int node) {
                return messages.count(node);
            }

            @Override
            public int source(int node, int n) {
                return messages.source(node, n);
            }
        };
    }

    private static MessageLists own(int nodes, int count) {
        return new MessageLists() {
            @Override
            public int nodes() {
                return nodes;
            }

            @Override
            public int count(int node) {
                return count;
            }

            @Override
            public int source(int node, int n) {
                return node;
            }
        };
    }
}
