package bitwright.accel.systolic;

import bitwright.accel.memory.Buffers;
import bitwright.accel.memory.Fetch;
import bitwright.accel.memory.Space;
import bitwright.accel.memory.Tile;
import bitwright.accel.memory.TileStream;
import bitwright.workload.WorkloadException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The folds of an array into which one operand is loaded while the other streams past, in their order. An operand of which a
 * whole group fits its buffer comes once, with the group's first fold; otherwise every fold fetches what it needs, and one
 * whose stream does not fit is cut along the stream. Partial sums stay in the output buffer from fold to fold if those of a
 * column fold fit; otherwise they go off chip and come back.
 */
final class LoadedTiles implements TileStream {
    private final SystolicArray machine;
    private final LoweredLayer lowered;
    private final Schedule schedule;
    private final StoredOperands stored;
    private final Buffers buffers;
    private final Gemm gemm;
    private final Mesh mesh;
    private final boolean activationsStream;
    private final boolean loadedStays;
    private final boolean streamStays;
    private final boolean sumsStay;
    private final int chunk;
    private final int chunks;
    private final int passes;

    LoadedTiles(SystolicArray machine, LoweredLayer lowered, Schedule schedule, StoredOperands stored) {
        this.machine = machine;
        this.lowered = lowered;
        this.schedule = schedule;
        this.stored = stored;
        buffers = machine.buffers().memory();
        gemm = schedule.gemm();
        mesh = machine.array();
        passes = schedule.passes();
        activationsStream = machine.dataflow() == Dataflow.WEIGHT_STATIONARY;
        streamStays = stays(activationsStream, streamSpace());
        loadedStays = stays(!activationsStream, loadedSpace());
        int streamed = schedule.streamed();
        long sums = (long) streamed * Math.min(mesh.columns(), acrossColumns()) * sumBits();
        sumsStay = sums <= capacityBits(Space.OUTPUTS);
        int most = streamed;
        if (!streamStays) {
            long eachPosition = Math.max(1, streamBits(0, Math.min(mesh.rows(), gemm.k()), 0, 1));
            most = (int) Math.min(most, buffers.blockBits(capacityBits(streamSpace())) / eachPosition);
        }
        if (!sumsStay) {
            most = (int) Math.min(most, buffers.blockBits(capacityBits(Space.OUTPUTS)) / (sums / streamed));
        }
        if (most < 1) {
            throw new WorkloadException("layer " + layer() + ": one position of the stream, "
                    + streamBits(0, Math.min(mesh.rows(), gemm.k()), 0, 1) + " bits, or its " + sums / streamed
                    + " bits of sums do not fit half of the buffers, which hold " + capacityBits(streamSpace())
                    + " and " + capacityBits(Space.OUTPUTS));
        }
        chunk = most;
        chunks = (streamed + chunk - 1) / chunk;
    }

    private int acrossColumns() {
        return machine.dataflow().acrossColumns(gemm);
    }

    private int sumBits() {
        return machine.pe().accumulator().bits();
    }

    private Space streamSpace() {
        return activationsStream ? Space.ACTIVATIONS : Space.WEIGHTS;
    }

    private Space loadedSpace() {
        return activationsStream ? Space.WEIGHTS : Space.ACTIVATIONS;
    }

    /** Bits of a group's operand. */
    private long groupBits(boolean activations, int group) {
        return activations
                ? stored.activationOffset(group, stored.rows()) - stored.activationOffset(group, 0)
                : stored.weightOffset(group, gemm.n()) - stored.weightOffset(group, 0);
    }

    /** Whether any group's operand fits; shares of groups differ by a bit at most. */
    private boolean stays(boolean activations, Space space) {
        return groupBits(activations, 0) + 1 <= capacityBits(space);
    }

    /** What a fold's K of so many positions of the stream takes. */
    private long streamBits(int from, int depth, int firstPosition, int positions) {
        return activationsStream
                ? activations(firstPosition, positions, from, depth)
                : stored.weights((long) positions * depth);
    }

    private long loadedBits(int from, int depth, int firstColumn, int columns) {
        return activationsStream
                ? stored.weights((long) columns * depth)
                : activations(firstColumn, columns, from, depth);
    }

    /** Of windows that overlap each value counts as often as it enters, but a group's values once at most. */
    private long activations(int firstWindow, int windows, int from, int depth) {
        if (machine.lowering() == Lowering.IM2COL) {
            return stored.activations((long) windows * depth);
        }
        return Math.min(groupBits(true, 0), stored.activations(lowered.stored(firstWindow, windows, from, depth)));
    }

    @Override
    public String layer() {
        return lowered.layer().name();
    }

    @Override
    public boolean prefetches() {
        return buffers.doubleBuffered();
    }

    @Override
    public long capacityBits(Space space) {
        return switch (space) {
            case ACTIVATIONS -> buffers.activations().capacityBits();
            case WEIGHTS -> buffers.weights().capacityBits();
            case OUTPUTS -> buffers.outputBuffer().capacityBits();
        };
    }

    @Override
    public Iterator<Tile> tiles() {
        return new Tiles();
    }

    /** Groups, column folds, row folds, pieces of the stream. */
    private final class Tiles implements Iterator<Tile> {
        private final long weightBase = stored.activationOffset(gemm.groups() - 1, stored.rows());
        private final long sumBase = weightBase + stored.weightOffset(gemm.groups() - 1, gemm.n());
        private long nextOutput = sumBase + (long) schedule.streamed() * mesh.columns() * sumBits();
        private int group;
        private int column;
        private int row;
        private int part;

        @Override
        public boolean hasNext() {
            return group < gemm.groups();
        }

        @Override
        public Tile next() {
            int from = row * mesh.rows();
            int depth = Math.min(mesh.rows(), gemm.k() - from);
            int firstColumn = column * mesh.columns();
            int columns = Math.min(mesh.columns(), acrossColumns() - firstColumn);
            int first = part * chunk;
            int positions = Math.min(chunk, schedule.streamed() - first);
            boolean lastRow = row == schedule.rowFolds() - 1;
            boolean opens = column == 0 && row == 0 && part == 0;
            boolean closes = column == schedule.columnFolds() - 1 && lastRow && part == chunks - 1;
            var fetches = new ArrayList<Fetch>(3);
            var freed = new long[Space.values().length];

            long stream = streamStays ? groupBits(activationsStream, group) : streamBits(from, depth, first, positions);
            if (opens || !streamStays) {
                long at = (long) row * schedule.streamed() + first;
                long places = (long) schedule.rowFolds() * schedule.streamed();
                fetch(fetches, streamSpace(), streamStays, at, places, stream);
            }
            if (closes || !streamStays) {
                freed[streamSpace().ordinal()] += stream;
            }
            long loaded =
                    loadedStays ? groupBits(!activationsStream, group) : loadedBits(from, depth, firstColumn, columns);
            if (loadedStays ? opens : part == 0) {
                long at = (long) column * schedule.rowFolds() + row;
                long places = (long) schedule.columnFolds() * schedule.rowFolds();
                fetch(fetches, loadedSpace(), loadedStays, at, places, loaded);
            }
            if (loadedStays ? closes : part == chunks - 1) {
                freed[loadedSpace().ordinal()] += loaded;
            }

            long sums = (long) positions * columns * sumBits();
            long sumsAt = sumBase + (long) first * mesh.columns() * sumBits();
            boolean back = row > 0 && !sumsStay;
            if (back) {
                fetches.add(new Fetch(Space.OUTPUTS, sumsAt, sums, sums));
            }
            long outputs = stored.outputs((long) positions * columns);
            boolean leaves = lastRow || !sumsStay;
            var tile = new Tile(
                    new Tile.Label(group, activationsStream ? part : column, activationsStream ? column : part, row),
                    passes * cycles(depth, columns, first, positions),
                    0,
                    0,
                    List.copyOf(fetches),
                    row == 0 ? sums : 0,
                    lastRow ? outputs : leaves ? sums : 0,
                    lastRow ? nextOutput : sumsAt,
                    leaves ? sums : 0,
                    freed[Space.ACTIVATIONS.ordinal()],
                    freed[Space.WEIGHTS.ordinal()]);
            nextOutput += lastRow ? outputs : 0;
            advance();
            return tile;
        }

        /** A group's whole operand, or a part of it, which lies where it is its turn. */
        private void fetch(List<Fetch> fetches, Space space, boolean whole, long place, long places, long bits) {
            if (bits == 0) {
                return;
            }
            boolean activations = space == Space.ACTIVATIONS;
            long start = activations ? stored.activationOffset(group, 0) : weightBase + stored.weightOffset(group, 0);
            fetches.add(new Fetch(
                    space, whole ? start : start + groupBits(activations, group) * place / places, bits, bits));
        }

        /** The share of a fold's cycles in which a part of the stream passes. */
        private long cycles(int rows, int columns, int first, int positions) {
            long fold = schedule.period(rows, columns);
            return fold * (first + positions) / schedule.streamed() - fold * first / schedule.streamed();
        }

        private void advance() {
            if (++part < chunks) {
                return;
            }
            part = 0;
            if (++row < schedule.rowFolds()) {
                return;
            }
            row = 0;
            if (++column < schedule.columnFolds()) {
                return;
            }
            column = 0;
            group++;
        }
    }
}
