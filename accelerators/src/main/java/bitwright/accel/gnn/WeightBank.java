package bitwright.accel.gnn;

import bitwright.sim.engine.Handler;
import bitwright.sim.memory.OffChip;
import java.util.function.LongConsumer;

/**
 * The prefetcher's weight bank: one row of weights an output feature, one request a row through a read master of its own,
 * each beat written into the row's memory word by word. A row of b beats takes L + 2 + 17 b cycles: {@code
 * prefetcher_weight_bank} of the RTL, where a beat is one cycle of waiting and 16 of writing. The golden data have rows of one
 * beat, L + 19. Matrices of several precisions follow one another.
 */
final class WeightBank {
    private static final int CYCLES_OF_BEAT = 17;

    private final Beat beat;
    private final OffChip memory;
    private final Addresses addresses;
    private final int latency;
    private final int rows;
    private final int beatsOfRow;
    private final int matrices;
    private final Handler request = this::request;
    private final Handler crossed = this::crossed;
    private final Handler complete = this::complete;
    private final LongConsumer fetched;
    private int row;
    private int matrix;
    private long earliestEnd;
    private long readBits;

    /**
     * A bank that has nothing to do yet.
     *
     * @param rows output features
     * @param beatsOfRow beats of 16 weights
     * @param matrices how many of them are fetched one after the other
     * @param fetched told of each matrix, in the cycle in which its last word is written
     */
    WeightBank(
            Beat beat,
            OffChip memory,
            Addresses addresses,
            int latency,
            int rows,
            int beatsOfRow,
            int matrices,
            LongConsumer fetched) {
        this.beat = beat;
        this.memory = memory;
        this.addresses = addresses;
        this.latency = latency;
        this.rows = rows;
        this.beatsOfRow = beatsOfRow;
        this.matrices = matrices;
        this.fetched = fetched;
    }

    /** Accepts the request for the weights in a cycle, no earlier than the present one. */
    void start(long cycle) {
        beat.decide(cycle, request, 0);
    }

    private void request(long argument) {
        earliestEnd = beat.cycle() + latency + 2 + (long) CYCLES_OF_BEAT * beatsOfRow;
        long bits = (long) beatsOfRow * Addresses.BEAT_BITS;
        readBits += bits;
        memory.transfer(OffChip.Direction.READ, addresses.weights(matrix * rows + row), bits, crossed, 0);
    }

    private void crossed(long argument) {
        beat.arrive(Math.max(earliestEnd, beat.cycle() + CYCLES_OF_BEAT), complete, 0);
    }

    private void complete(long argument) {
        if (++row < rows) {
            beat.decide(beat.cycle(), request, 0);
            return;
        }
        fetched.accept(matrix);
        row = 0;
        if (++matrix < matrices) {
            beat.decide(beat.cycle(), request, 0);
        }
    }

    long readBits() {
        return readBits;
    }
}
