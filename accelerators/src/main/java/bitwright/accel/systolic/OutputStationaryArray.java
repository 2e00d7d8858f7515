package bitwright.accel.systolic;

import java.util.List;

/** Activations move right, weights move down, a PE's sum stays until it is complete. */
final class OutputStationaryArray extends TickedArray {
    private final int[] vertical = filled();

    OutputStationaryArray(SystolicArray machine, Schedule schedule, LoweredLayer layer, PeSums sums) {
        super(machine.array(), machine.dataflow(), schedule, layer, sums);
    }

    @Override
    int[] vertical() {
        return vertical;
    }

    @Override
    void tick(List<Feed> feeds, long now) {
        for (Feed feed : feeds) {
            begin(feed.fold(), now - feed.fold().start() - 1);
        }
        sums.accumulate(horizontal, vertical);
        for (Feed feed : feeds) {
            finish(feed.fold(), now - feed.fold().start() - streamed());
        }
        moveRight();
        System.arraycopy(vertical, 0, vertical, mesh.columns(), vertical.length - mesh.columns());
        for (int column = 0; column < mesh.columns(); column++) {
            vertical[column] = idle;
        }
        for (Feed feed : feeds) {
            enter(feed, now - feed.fold().start());
        }
    }

    /** The PEs on one diagonal begin their sums. */
    private void begin(Fold fold, long diagonal) {
        for (int row = first(fold, diagonal); row <= last(fold, diagonal); row++) {
            int column = (int) diagonal - row;
            int output = output(fold, fold.firstRow() + row, fold.firstColumn() + column);
            sums.begin(row * mesh.columns() + column, output);
        }
    }

    /** The PEs on one diagonal have completed their sums. */
    private void finish(Fold fold, long diagonal) {
        for (int row = first(fold, diagonal); row <= last(fold, diagonal); row++) {
            int column = (int) diagonal - row;
            int output = output(fold, fold.firstRow() + row, fold.firstColumn() + column);
            sums.take(row * mesh.columns() + column, output, shift(fold));
        }
    }

    private static int first(Fold fold, long diagonal) {
        return (int) Math.max(0, diagonal - fold.columns() + 1);
    }

    private static int last(Fold fold, long diagonal) {
        return (int) Math.min(fold.rows() - 1, diagonal);
    }

    private void enter(Feed feed, long time) {
        Fold fold = feed.fold();
        for (int row = 0; row < fold.rows(); row++) {
            long at = time - row;
            if (at >= 0 && at < streamed()) {
                horizontal[row * mesh.columns()] = feed.activation(row, (int) at);
                readActivations(1);
            }
        }
        for (int column = 0; column < fold.columns(); column++) {
            long at = time - column;
            if (at >= 0 && at < streamed()) {
                vertical[column] = feed.weight(column, (int) at);
                readWeights(1);
            }
        }
    }
}
