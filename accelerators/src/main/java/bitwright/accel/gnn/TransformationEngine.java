package bitwright.accel.gnn;

import bitwright.sim.engine.Handler;
import bitwright.sim.memory.OffChip;
import bitwright.sim.trace.Timeline;
import java.util.function.LongConsumer;

/**
 * The transformation engine of one precision: an output-stationary systolic array whose rows are the slots of the aggregation
 * buffer and whose columns are output features. A pass takes every row that waits.
 *
 * <p>From the request to the end of the activation a pass takes 2 + 3 (I + O − 1) + 1 + (2 R + 1) + 4 cycles, where I are
 * input features rounded up to 16, O output features and R the array's rows: weights and features enter every third cycle, as
 * long as a multiply-add takes, and what is left moves through one cycle a step. Then rows are written back from the top, 3 + b
 * + W cycles each, where b are beats of 16 outputs and W the cycles from the last beat to the memory's response; the last row
 * needs one less. Measured on the RTL at 8 by 16 and 1 to 8 rows from the first on; taken over to other sizes. A row that is
 * empty and has a full one below costs 2 cycles in the RTL (its states WRITEBACK_REQ and SHIFT), and nothing where they are
 * skipped.
 *
 * <p>Row r has read its features 2 + 3 (r + F) cycles after the request, F being input features, and its buffer is free. In
 * the RTL the next pass waits until the last row is written; where both overlap it waits for the array alone.
 */
final class TransformationEngine {
    /** Cycles of a multiply-add, so between two operands. */
    static final int OF_MAC = 3;

    private static final int WORDS_OF_BEAT = 16;

    /** A row's write-back beyond its beats and the response: request, address, shift. */
    private static final int OF_ROW = 3;

    private static final int OF_EMPTY_ROW = 2;

    private final Beat beat;
    private final OffChip memory;
    private final Addresses addresses;
    private final Nodeslots slots;
    private final AggregationEngine aggregation;
    private final Timeline timeline;
    private final String track;
    private final Busy busyEngines;
    private final Shape shape;
    private final int[] outputsOfFold;

    private final int[] slotOfRow;
    private final Arbiter waiting; // rows whose sums are in the buffer
    private int threshold;
    private boolean weightsReady;
    private long weightsReadyAt;
    private boolean considering;
    private long lastAccepted;
    private int lastArrived;

    private Pass multiplied; // in the array
    private Pass parked; // multiplied, waiting for the write-back of the one before
    private final Pass[] spares;
    private int spareCount;
    private Pass writing;
    private long rowEarliestEnd;

    private long passes;
    private long passedRows;
    private long writtenBits;

    private final Handler consider = this::consider;
    private final Handler timeout = this::timeout;
    private final Handler free = this::free;
    private final Handler readRow = this::readRow;
    private final Handler activated = this::activated;
    private final Handler writeRow = this::writeRow;
    private final Handler crossed = this::crossed;
    private final Handler rowWritten = this::rowWritten;
    private final Handler nextFold = this::nextFold;
    private LongConsumer transformed;
    private Runnable accepted;

    /**
     * The engine's extents and rules.
     *
     * @param rows of the array
     * @param columns of the array
     * @param inputs input features
     * @param outputs output features; more than the array has columns take several passes
     * @param writeResponse cycles from the last beat of a write to its response
     * @param waitCount rows that must wait before a pass begins
     * @param timeout cycles after the last request at which one row is enough
     * @param overlap whether a pass may begin while the one before is written back
     * @param skipEmptyRows whether empty rows cost nothing
     */
    record Shape(
            int rows,
            int columns,
            int inputs,
            int outputs,
            int writeResponse,
            int waitCount,
            int timeout,
            boolean overlap,
            boolean skipEmptyRows) {
        /** Beats of a node's outputs, of all folds. */
        int outputBeats() {
            int whole = outputs / columns * beats(columns);
            return whole + beats(outputs % columns);
        }

        /** The same for so many nodeslots: no more nodes than these can wait. */
        Shape withSlots(int slots) {
            return new Shape(
                    rows,
                    columns,
                    inputs,
                    outputs,
                    writeResponse,
                    Math.min(waitCount, slots),
                    timeout,
                    overlap,
                    skipEmptyRows);
        }

        int folds() {
            return (outputs + columns - 1) / columns;
        }

        /** Cycles of a pass from the request to the first write. */
        long multiplication(int outputsOfFold) {
            long padded = (inputs + WORDS_OF_BEAT - 1) / WORDS_OF_BEAT * (long) WORDS_OF_BEAT;
            return 2 + OF_MAC * (padded + outputsOfFold - 1) + 1 + (2L * rows + 1) + 4;
        }
    }

    private static int beats(int words) {
        return (words + WORDS_OF_BEAT - 1) / WORDS_OF_BEAT;
    }

    /** The rows that go through the array together. */
    private static final class Pass {
        final int[] rows;
        final int[] slots;
        int count;
        int fold;
        int written;

        Pass(int most) {
            rows = new int[most];
            slots = new int[most];
        }
    }

    /** Counts the engines at work, and what none of them waited for. */
    interface Busy {
        void begin(int slotThatArrivedLast, long weightsReadyAt);

        void end();
    }

    TransformationEngine(
            Beat beat,
            OffChip memory,
            Addresses addresses,
            Nodeslots slots,
            AggregationEngine aggregation,
            Busy busyEngines,
            Timeline timeline,
            String track,
            Shape shape) {
        this.beat = beat;
        this.memory = memory;
        this.addresses = addresses;
        this.slots = slots;
        this.aggregation = aggregation;
        this.busyEngines = busyEngines;
        this.timeline = timeline;
        this.track = track;
        this.shape = shape;
        slotOfRow = new int[shape.rows()];
        waiting = new Arbiter(shape.rows(), Arbitration.FIXED_PRIORITY);
        threshold = shape.waitCount();
        spares = new Pass[] {new Pass(shape.rows()), new Pass(shape.rows())};
        spareCount = spares.length;
        outputsOfFold = new int[shape.folds()];
        for (int fold = 0; fold < outputsOfFold.length; fold++) {
            outputsOfFold[fold] = Math.min(shape.columns(), shape.outputs() - fold * shape.columns());
        }
    }

    /**
     * Who is told.
     *
     * @param done of a node whose outputs are written, in the cycle of the response, with the slot
     * @param accept of a request, in its cycle
     */
    void connect(LongConsumer done, Runnable accept) {
        transformed = done;
        accepted = accept;
    }

    /** Batches: so many rows must wait before a pass begins, and no time-out lets fewer in. */
    void await(int rows) {
        threshold = rows;
        consider();
    }

    /** The weights are in their bank. */
    void weightsFetched() {
        weightsReady = true;
        weightsReadyAt = beat.cycle();
        consider();
    }

    /** A node's sums wait in the aggregation buffer from the present cycle on. */
    void arrive(int slot, int row) {
        slotOfRow[row] = slot;
        waiting.request(row);
        slots.enter(slot, SlotPhase.TRANSFORMER);
        lastArrived = slot;
        consider();
    }

    private void consider() {
        if (!considering && !waiting.isEmpty() && weightsReady && multiplied == null) {
            considering = true;
            beat.decide(beat.cycle(), consider, 0);
        }
    }

    private void timeout(long argument) {
        consider();
    }

    private void consider(long argument) {
        considering = false;
        if (waiting.isEmpty() || multiplied != null) {
            return;
        }
        if (waiting.size() < threshold) {
            long later = lastAccepted + shape.timeout();
            if (shape.timeout() > 0 && beat.cycle() < later) {
                beat.arrive(later, timeout, 0);
            }
            if (shape.timeout() == 0 || beat.cycle() < later) {
                return;
            }
        }
        accept();
    }

    private void accept() {
        lastAccepted = beat.cycle();
        busyEngines.begin(lastArrived, weightsReadyAt);
        Pass next = spares[--spareCount];
        next.count = 0;
        while (!waiting.isEmpty()) {
            int row = waiting.grant();
            next.rows[next.count] = row;
            next.slots[next.count++] = slotOfRow[row];
            slots.enter(slotOfRow[row], SlotPhase.TRANSFORMATION);
        }
        passes++;
        passedRows += next.count;
        next.fold = 0;
        multiplied = next;
        multiply();
        accepted.run();
    }

    private void multiply() {
        long now = beat.cycle();
        Pass of = multiplied;
        if (of.fold + 1 == outputsOfFold.length) {
            for (int i = 0; i < of.count; i++) {
                beat.arrive(now + 2 + OF_MAC * (long) (of.rows[i] + shape.inputs()), readRow, of.slots[i]);
            }
        }
        long end = now + shape.multiplication(outputsOfFold[of.fold]);
        if (timeline.isOn()) {
            timeline.span(track, "pass of " + of.count, beat.tick(now), beat.tick(end));
        }
        beat.arrive(end, activated, 0);
    }

    /** A row has read its features. */
    private void readRow(long slot) {
        aggregation.release((int) slot);
    }

    /** The outputs stand in the array; they are written once those of the pass before are. */
    private void activated(long argument) {
        if (writing == null) {
            write(multiplied);
        } else {
            parked = multiplied;
        }
    }

    private void write(Pass finished) {
        writing = finished;
        writing.written = 0;
        if (shape.overlap() && finished.fold + 1 == outputsOfFold.length) {
            free(0);
        }
        startRow(beat.cycle(), -1);
    }

    private void startRow(long from, int rowBefore) {
        int row = writing.rows[writing.written];
        int empty = shape.skipEmptyRows() ? 0 : row - rowBefore - 1;
        beat.decide(from + (long) OF_EMPTY_ROW * empty + 2, writeRow, 0);
    }

    /** The first beat of a row leaves, two cycles after its request. */
    private void writeRow(long argument) {
        int beats = beats(outputsOfFold[writing.fold]);
        rowEarliestEnd = beat.cycle() - 2 + OF_ROW + beats + shape.writeResponse();
        long bits = (long) beats * Addresses.BEAT_BITS;
        writtenBits += bits;
        int node = slots.node[writing.slots[writing.written]];
        long address = addresses.outputs(node, writing.fold * beats(shape.columns()));
        memory.transfer(OffChip.Direction.WRITE, address, bits, crossed, 0);
    }

    private void crossed(long argument) {
        long end = Math.max(rowEarliestEnd, beat.cycle() + shape.writeResponse() + 1);
        // No shift behind the last row, unless the response would come in the cycle that is under way.
        boolean last = writing.written + 1 == writing.count;
        beat.arrive(last ? Math.max(end - 1, beat.cycle() + 1) : end, rowWritten, 0);
    }

    private void rowWritten(long argument) {
        int row = writing.rows[writing.written++];
        if (writing.written < writing.count) {
            startRow(beat.cycle(), row);
            return;
        }
        Pass done = writing;
        writing = null;
        if (done.fold + 1 < outputsOfFold.length) {
            done.fold++;
            beat.arrive(beat.cycle() + 1, nextFold, 0);
            return;
        }
        if (timeline.isOn()) {
            timeline.level(track + ", rows of a pass", beat.tick(beat.cycle()), done.count);
        }
        busyEngines.end();
        for (int i = 0; i < done.count; i++) {
            transformed.accept(done.slots[i]);
        }
        spares[spareCount++] = done;
        if (!shape.overlap()) {
            beat.arrive(beat.cycle() + 1, free, 0);
        } else if (parked != null) {
            Pass next = parked;
            parked = null;
            write(next);
        }
    }

    private void nextFold(long argument) {
        multiply();
    }

    /** The array can take a pass. */
    private void free(long argument) {
        multiplied = null;
        consider();
    }

    /** Passes through the array, those of one batch of rows counted once. */
    long passes() {
        return passes;
    }

    /** Rows with a node in all passes. */
    long passedRows() {
        return passedRows;
    }

    long writtenBits() {
        return writtenBits;
    }
}
