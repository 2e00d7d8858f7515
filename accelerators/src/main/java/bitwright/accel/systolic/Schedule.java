package bitwright.accel.systolic;

import bitwright.sim.result.Cycles;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * A layer's folds in their order: groups; column folds; row folds; pieces of composed operands. A fold's times follow
 * from its extents alone, so the layer's cycles have a closed form, {@link #cycles}.
 */
final class Schedule implements Iterable<Fold> {
    /** What a fold of STONNE's mesh takes beyond the wavefront, one less where a single row or column works. */
    private static final int STONNE_PIPELINE = 5;

    private final Gemm gemm;
    private final Mesh mesh;
    private final Dataflow dataflow;
    private final Overlap overlap;
    private final Compat compat;
    private final int activationPieces;
    private final int weightPieces;
    private final int rowFolds;
    private final int columnFolds;

    /** The schedule of a layer whose activations and weights are multiplied in so many pieces each. */
    Schedule(SystolicArray machine, Gemm gemm, int activationPieces, int weightPieces) {
        this.gemm = gemm;
        mesh = machine.array();
        dataflow = machine.dataflow();
        overlap = machine.folds();
        compat = machine.compat();
        this.activationPieces = activationPieces;
        this.weightPieces = weightPieces;
        rowFolds = ceil(dataflow.acrossRows(gemm), mesh.rows());
        columnFolds = ceil(dataflow.acrossColumns(gemm), mesh.columns());
    }

    private static int ceil(int all, int part) {
        return (all + part - 1) / part;
    }

    Gemm gemm() {
        return gemm;
    }

    int rowFolds() {
        return rowFolds;
    }

    int columnFolds() {
        return columnFolds;
    }

    /** Pairs of pieces that every product is made of. */
    int passes() {
        return activationPieces * weightPieces;
    }

    long folds() {
        return Math.multiplyExact((long) rowFolds * columnFolds, (long) gemm.groups() * passes());
    }

    /** Cycles in which operands stream into one row or column. */
    int streamed() {
        return ceil(dataflow.inTime(gemm), mesh.depth());
    }

    /** Cycles in which the stationary operand is loaded. */
    int load() {
        return dataflow.loads() ? mesh.rows() : 0;
    }

    /** Cycles from a fold's start to its last result, when nothing follows. */
    private long alone(int rows, int columns) {
        return load() + (long) streamed() + wavefront(rows, columns);
    }

    /** Cycles from the end of the stream at the first PE to the last result. */
    private int wavefront(int rows, int columns) {
        if (compat != Compat.STONNE) {
            return mesh.skew();
        }
        return rows + columns - 2 + STONNE_PIPELINE - (rows == 1 || columns == 1 ? 1 : 0);
    }

    /** Cycles from a fold's start to the start of the next one. */
    long period(int rows, int columns) {
        if (overlap == Overlap.DRAINED) {
            return alone(rows, columns);
        }
        // The sums of a cube leave it as they come; those of a mesh take turns in the chain of their column.
        return mesh.isCube() ? streamed() : Math.max(streamed(), mesh.rows());
    }

    /** Cycles from when a fold could follow the last one until the last one's last result. */
    long tail() {
        int rows = dataflow.acrossRows(gemm) - (rowFolds - 1) * mesh.rows();
        int columns = dataflow.acrossColumns(gemm) - (columnFolds - 1) * mesh.columns();
        return alone(rows, columns) - period(rows, columns);
    }

    /** The layer's cycles in closed form, before a peer's way of counting them. */
    Cycles cycles() {
        long folds = folds();
        long compute = Math.multiplyExact(folds, (long) streamed());
        if (overlap == Overlap.PIPELINED) {
            long waiting = (folds - 1) * (period(0, 0) - streamed());
            return new Cycles(
                    compute, mesh.skew() + (load() == 0 ? waiting : 0), load() + (load() == 0 ? 0 : waiting), 0, 0);
        }
        return new Cycles(compute, wavefronts(), folds * load(), 0, 0);
    }

    /** Σ of the wavefronts over all folds: full ones, and those at the right and lower edge. */
    private long wavefronts() {
        int lastRows = dataflow.acrossRows(gemm) - (rowFolds - 1) * mesh.rows();
        int lastColumns = dataflow.acrossColumns(gemm) - (columnFolds - 1) * mesh.columns();
        long full = rowFolds - 1L;
        long sum = full * (columnFolds - 1) * wavefront(mesh.rows(), mesh.columns())
                + full * wavefront(mesh.rows(), lastColumns)
                + (columnFolds - 1L) * wavefront(lastRows, mesh.columns())
                + wavefront(lastRows, lastColumns);
        return Math.multiplyExact(sum, (long) gemm.groups() * passes());
    }

    /** The cycles as the chosen peer counts them: SCALE-Sim tells the index of the last one. */
    Cycles counted(Cycles cycles) {
        if (compat != Compat.SCALESIM) {
            return cycles;
        }
        long fill = Math.max(0, cycles.fill() - 1);
        long compute = cycles.compute() - (cycles.fill() == 0 ? 1 : 0);
        return new Cycles(compute, fill, cycles.weightLoad(), cycles.syncStall(), cycles.memoryStall());
    }

    /** The share of PEs with work, over all folds: 0 to 1. */
    double mappingEfficiency() {
        double work = (double) dataflow.acrossRows(gemm) * dataflow.acrossColumns(gemm);
        double ofLayers = (double) dataflow.inTime(gemm) / streamed();
        return work * ofLayers / ((double) rowFolds * columnFolds * mesh.pes());
    }

    /** The share of a fold's PE cycles with work in the peer's or our sense: 0 to 1. */
    double computeUtilisation() {
        double denominator = (double) cycles().total() / folds();
        if (compat == Compat.SCALESIM && dataflow.loads()) {
            denominator = streamed() + 2.0 * mesh.rows() + 2.0 * mesh.columns() - 3;
        }
        return mappingEfficiency() * streamed() / denominator;
    }

    @Override
    public Iterator<Fold> iterator() {
        return new Iterator<>() {
            private long index;
            private long start;

            @Override
            public boolean hasNext() {
                return index < folds();
            }

            @Override
            public Fold next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                Fold fold = fold(index, start);
                index++;
                start += fold.cycles();
                return fold;
            }
        };
    }

    private Fold fold(long index, long start) {
        long rest = index;
        int weightPiece = (int) (rest % weightPieces);
        rest /= weightPieces;
        int activationPiece = (int) (rest % activationPieces);
        rest /= activationPieces;
        int firstRow = (int) (rest % rowFolds) * mesh.rows();
        rest /= rowFolds;
        int firstColumn = (int) (rest % columnFolds) * mesh.columns();
        int rows = Math.min(mesh.rows(), dataflow.acrossRows(gemm) - firstRow);
        int columns = Math.min(mesh.columns(), dataflow.acrossColumns(gemm) - firstColumn);
        boolean last = index == folds() - 1;
        return new Fold(
                index,
                (int) (rest / columnFolds),
                firstRow,
                rows,
                firstColumn,
                columns,
                activationPiece,
                weightPiece,
                start,
                last ? alone(rows, columns) : period(rows, columns));
    }
}
