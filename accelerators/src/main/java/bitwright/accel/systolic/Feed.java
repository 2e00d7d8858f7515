package bitwright.accel.systolic;

/**
 * The tiles of one fold as they enter the array: what streams into the rows, and what streams into the columns or is
 * loaded there.
 */
final class Feed {
    private final Fold fold;
    /** {@code [row][time]}: output stationary, activations; else the streamed operand. */
    private final int[] intoRows;
    /** Output stationary {@code [column][time]}; else the stationary tile, {@code [column][row]}. */
    private final int[] intoColumns;

    private final int rowLength;
    private final int columnLength;

    private Feed(Fold fold, int[] intoRows, int rowLength, int[] intoColumns, int columnLength) {
        this.fold = fold;
        this.intoRows = intoRows;
        this.rowLength = rowLength;
        this.intoColumns = intoColumns;
        this.columnLength = columnLength;
    }

    static Feed of(Fold fold, Dataflow dataflow, LoweredLayer layer) {
        int time = dataflow.inTime(layer.gemm());
        if (dataflow == Dataflow.OUTPUT_STATIONARY) {
            var left = new int[fold.rows() * time];
            for (int row = 0; row < fold.rows(); row++) {
                layer.activations(
                        fold.group(), fold.firstRow() + row, 0, time, fold.activationPiece(), left, row * time);
            }
            var top = new int[fold.columns() * time];
            for (int column = 0; column < fold.columns(); column++) {
                int filter = fold.firstColumn() + column;
                layer.weights(fold.group(), filter, 0, time, fold.weightPiece(), top, column * time);
            }
            return new Feed(fold, left, time, top, time);
        }
        boolean weightsStay = dataflow == Dataflow.WEIGHT_STATIONARY;
        int rows = fold.rows();
        var streamed = new int[time * rows];
        for (int t = 0; t < time; t++) {
            rows(layer, weightsStay, fold, t, streamed, t * rows);
        }
        var stationary = new int[fold.columns() * rows];
        for (int column = 0; column < fold.columns(); column++) {
            rows(layer, !weightsStay, fold, fold.firstColumn() + column, stationary, column * rows);
        }
        return new Feed(fold, streamed, rows, stationary, rows);
    }

    /** The fold's stretch of K of one output position's activations, or of one filter's weights. */
    private static void rows(LoweredLayer layer, boolean activations, Fold fold, int index, int[] to, int at) {
        if (activations) {
            layer.activations(fold.group(), index, fold.firstRow(), fold.rows(), fold.activationPiece(), to, at);
        } else {
            layer.weights(fold.group(), index, fold.firstRow(), fold.rows(), fold.weightPiece(), to, at);
        }
    }

    Fold fold() {
        return fold;
    }

    /** Output stationary: the activation that enters a row at a time. */
    int activation(int row, int time) {
        return intoRows[row * rowLength + time];
    }

    /** Output stationary: the weight that enters a column at a time. */
    int weight(int column, int time) {
        return intoColumns[column * columnLength + time];
    }

    /** Operand stationary: the streamed value that enters a row at a time. */
    int streamed(int row, int time) {
        return intoRows[time * rowLength + row];
    }

    /** Operand stationary: the value that stays in a PE. */
    int stationary(int row, int column) {
        return intoColumns[column * columnLength + row];
    }
}
