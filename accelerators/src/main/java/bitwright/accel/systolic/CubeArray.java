package bitwright.accel.systolic;

import java.util.List;

/**
 * Layers of PEs behind one another: activations move right and weights down in every layer, partial sums move from layer to
 * layer, each of which has every {@code depth}-th product of a sum, a cycle later than the one before. What leaves the last
 * layer joins the output's accumulator.
 */
final class CubeArray extends TickedArray {
    private final int[] vertical = filled();
    private final int layer;
    private final int depthOfSum;

    CubeArray(SystolicArray machine, Schedule schedule, LoweredLayer layer, PeSums sums) {
        super(machine.array(), machine.dataflow(), schedule, layer, sums);
        this.layer = mesh.rows() * mesh.columns();
        depthOfSum = schedule.gemm().k();
    }

    @Override
    int[] vertical() {
        return vertical;
    }

    @Override
    int lastSum(int pe) {
        return layer * (mesh.depth() - 1) + pe;
    }

    @Override
    void tick(List<Feed> feeds, long now) {
        sums.flow(horizontal, vertical);
        for (Feed feed : feeds) {
            leave(feed.fold(), now - feed.fold().start() - mesh.depth());
        }
        moveRight();
        moveDown();
        for (Feed feed : feeds) {
            for (int d = 0; d < mesh.depth(); d++) {
                enter(feed, d, now - feed.fold().start() - d);
            }
        }
    }

    private void moveDown() {
        int columns = mesh.columns();
        for (int d = 0; d < mesh.depth(); d++) {
            System.arraycopy(vertical, d * layer, vertical, d * layer + columns, layer - columns);
            java.util.Arrays.fill(vertical, d * layer, d * layer + columns, idle);
        }
    }

    /** Sums that have just left the last layer: a column's and a row's a cycle after their neighbours'. */
    private void leave(Fold fold, long time) {
        for (int row = 0; row < fold.rows(); row++) {
            for (int column = 0; column < fold.columns(); column++) {
                long at = time - row - column;
                if (at >= 0 && at < streamed()) {
                    int output = output(fold, fold.firstRow() + row, fold.firstColumn() + column);
                    sums.takeBottom(row * mesh.columns() + column, output, shift(fold));
                }
            }
        }
    }

    private void enter(Feed feed, int ofLayer, long time) {
        Fold fold = feed.fold();
        for (int row = 0; row < fold.rows(); row++) {
            int product = product(ofLayer, time - row);
            if (product >= 0) {
                horizontal[ofLayer * layer + row * mesh.columns()] = feed.activation(row, product);
                readActivations(1);
            }
        }
        for (int column = 0; column < fold.columns(); column++) {
            int product = product(ofLayer, time - column);
            if (product >= 0) {
                vertical[ofLayer * layer + column] = feed.weight(column, product);
                readWeights(1);
            }
        }
    }

    /** Which product of a sum enters a layer at a time; −1 if none does. */
    private int product(int ofLayer, long at) {
        if (at < 0 || at >= streamed()) {
            return -1;
        }
        int product = (int) at * mesh.depth() + ofLayer;
        return product < depthOfSum ? product : -1;
    }
}
