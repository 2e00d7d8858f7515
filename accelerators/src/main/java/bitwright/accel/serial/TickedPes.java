package bitwright.accel.serial;

import bitwright.accel.pe.Control;
import bitwright.accel.pe.Datapath;
import bitwright.accel.pe.LanePe;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * The PEs of a grid, register by register, from the load of the first weights to the addition of the last partial sums: what
 * every grid at cycle fidelity has in common, whatever tells its PEs when to begin which step.
 */
final class TickedPes {
    private final Composition composition;
    /** {@code [column][row of all tiles][piece pair]}. */
    private final Datapath[][][] datapaths;
    /** {@code [part][output]}; partial sums where several columns work for the same outputs. */
    private final long[][] sums;

    private int weightLoadsLeft;
    private int reduced = 1;
    private long computeCycles;
    private long fillCycles;
    private long weightLoadCycles;

    /**
     * Idle PEs.
     *
     * @param parts how many partial sums an output has, at most
     */
    TickedPes(LanePe pe, Composition composition, int columns, int rows, int parts, int outputs) {
        this.composition = composition;
        int pieces = composition.activationPieces() * composition.weightPieces();
        datapaths = new Datapath[columns][rows][pieces];
        for (Datapath[][] column : datapaths) {
            for (Datapath[] row : column) {
                for (int piece = 0; piece < pieces; piece++) {
                    row[piece] = pe.datapath(composition.precision(activationPiece(piece), weightPiece(piece)));
                }
            }
        }
        sums = new long[parts][outputs];
        weightLoadsLeft = pe.weightLoadCycles();
    }

    private int activationPiece(int piece) {
        return piece % composition.activationPieces();
    }

    private int weightPiece(int piece) {
        return piece / composition.activationPieces();
    }

    int columns() {
        return datapaths.length;
    }

    /** Rows of all tiles. */
    int rows() {
        return datapaths[0].length;
    }

    /** Whether all PEs of a column can begin a step. */
    boolean ready(int column) {
        return ready(column, 0, rows());
    }

    /** The same of some rows. */
    boolean ready(int column, int firstRow, int endRow) {
        for (int row = firstRow; row < endRow; row++) {
            for (Datapath datapath : datapaths[column][row]) {
                if (!datapath.ready()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Begins a step on the PEs of a row and column, each with its pieces of the operands. */
    void start(int column, int row, int[] weights, int[] activations, Control control, int part, int output) {
        Datapath[] pieces = datapaths[column][row];
        long tag = (long) part * sums[0].length + output;
        for (int piece = 0; piece < pieces.length; piece++) {
            int a = activationPiece(piece);
            int w = weightPiece(piece);
            pieces[piece].start(
                    cut(weights, value -> composition.weightPiece(value, w)),
                    cut(activations, value -> composition.activationPiece(value, a)),
                    control,
                    tag);
        }
    }

    private int[] cut(int[] values, IntUnaryOperator piece) {
        if (composition.isWhole()) {
            return values;
        }
        var pieces = new int[values.length];
        for (int lane = 0; lane < pieces.length; lane++) {
            pieces[lane] = piece.applyAsInt(values[lane]);
        }
        return pieces;
    }

    /**
     * One clock edge. Returns whether there is still work after it.
     *
     * @param begin begins what can be begun, once the first weights are there
     * @param stands whether a column's registers keep what they have
     */
    boolean tick(Runnable begin, IntPredicate stands) {
        if (weightLoadsLeft > 0) {
            weightLoadsLeft--;
            weightLoadCycles++;
            return true;
        }
        begin.run();
        boolean computing = false;
        boolean flowing = false;
        for (int column = 0; column < datapaths.length; column++) {
            boolean standing = stands.test(column);
            for (Datapath[] row : datapaths[column]) {
                for (int piece = 0; piece < row.length; piece++) {
                    Datapath datapath = row[piece];
                    computing |= !datapath.ready();
                    flowing |= !datapath.idle();
                    if (!datapath.idle() && !standing) {
                        datapath.tick();
                        collect(datapath, piece);
                    }
                }
            }
        }
        if (computing) {
            computeCycles++;
            return true;
        }
        if (!flowing && reduced >= sums.length) {
            return false;
        }
        if (!flowing) {
            // Columns that hold partial sums of the same outputs are added up one a cycle.
            for (int output = 0; output < sums[0].length; output++) {
                sums[0][output] += sums[reduced][output];
            }
            reduced++;
        }
        fillCycles++;
        return true;
    }

    private void collect(Datapath datapath, int piece) {
        if (datapath.hasOutput()) {
            int shift = composition.shift(activationPiece(piece), weightPiece(piece));
            int outputs = sums[0].length;
            int part = (int) (datapath.outputTag() / outputs);
            sums[part][(int) (datapath.outputTag() % outputs)] += datapath.output() << shift;
        }
    }

    long computeCycles() {
        return computeCycles;
    }

    long fillCycles() {
        return fillCycles;
    }

    long weightLoadCycles() {
        return weightLoadCycles;
    }

    /** The outputs, once {@link #tick} has returned false. */
    long[] outputs() {
        return sums[0];
    }
}
