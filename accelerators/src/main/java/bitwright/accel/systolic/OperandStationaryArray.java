package bitwright.accel.systolic;

import java.util.List;

/**
 * One operand stays: it is loaded from the top, bottom row first, into registers of its own, while the fold before still
 * computes with the ones in use. The other operand moves right, partial sums move down and leave at the bottom. All of it
 * is skewed by one cycle a column, and a row's registers are only written when its own value passes.
 */
final class OperandStationaryArray extends TickedArray {
    private final boolean weightsStay;
    private final int[] stationary = filled();
    private final int[] loading = filled();
    /** The registers above the first row. */
    private final int[] above;

    OperandStationaryArray(SystolicArray machine, Schedule schedule, LoweredLayer layer, PeSums sums) {
        super(machine.array(), machine.dataflow(), schedule, layer, sums);
        weightsStay = machine.dataflow() == Dataflow.WEIGHT_STATIONARY;
        above = new int[mesh.columns()];
        java.util.Arrays.fill(above, idle);
    }

    @Override
    int[] vertical() {
        return stationary;
    }

    @Override
    void tick(List<Feed> feeds, long now) {
        for (Feed feed : feeds) {
            takeUp(now - feed.fold().start() - load() - 1);
        }
        sums.flow(horizontal, stationary);
        for (Feed feed : feeds) {
            leave(feed.fold(), now - feed.fold().start() - load() - mesh.rows());
        }
        for (Feed feed : feeds) {
            load(feed, now - feed.fold().start());
        }
        moveRight();
        for (Feed feed : feeds) {
            enter(feed, now - feed.fold().start() - load());
        }
    }

    /** The PEs on one diagonal take up what was loaded for them. */
    private void takeUp(long diagonal) {
        int first = (int) Math.max(0, diagonal - mesh.columns() + 1);
        int last = (int) Math.min(mesh.rows() - 1, diagonal);
        for (int row = first; row <= last; row++) {
            int pe = row * mesh.columns() + (int) diagonal - row;
            stationary[pe] = loading[pe];
        }
    }

    /** Sums that have just left the last row; a column's first one leaves a cycle after its neighbour's. */
    private void leave(Fold fold, long time) {
        for (int column = 0; column < fold.columns(); column++) {
            long at = time - column;
            if (at >= 0 && at < streamed()) {
                int across = fold.firstColumn() + column;
                int output = weightsStay ? output(fold, (int) at, across) : output(fold, across, (int) at);
                sums.takeBottom(column, output, shift(fold));
            }
        }
    }

    private void load(Feed feed, long time) {
        Fold fold = feed.fold();
        int columns = mesh.columns();
        for (int column = 0; column < columns; column++) {
            int step = (int) Math.min(Integer.MAX_VALUE, time - column);
            if (step >= 1 && step <= mesh.rows()) {
                for (int row = step - 1; row > 0; row--) {
                    loading[row * columns + column] = loading[(row - 1) * columns + column];
                }
                loading[column] = above[column];
            }
            int row = mesh.rows() - 1 - step;
            if (step >= 0 && row >= 0) {
                boolean works = row < fold.rows() && column < fold.columns();
                above[column] = works ? feed.stationary(row, column) : idle;
                if (works) {
                    read(!weightsStay);
                }
            }
        }
    }

    private void enter(Feed feed, long time) {
        Fold fold = feed.fold();
        for (int row = 0; row < fold.rows(); row++) {
            long at = time - row;
            if (at >= 0 && at < streamed()) {
                horizontal[row * mesh.columns()] = feed.streamed(row, (int) at);
                read(weightsStay);
            }
        }
    }

    private void read(boolean activation) {
        if (activation) {
            readActivations(1);
        } else {
            readWeights(1);
        }
    }
}
