package bitwright.accel.gnn;

import bitwright.sim.engine.Handler;

/**
 * The message queue of a fetch tag on its way out: a FIFO in UltraRAM ({@code ultraram_fifo}) whose head is valid again {@value
 * #OF_POP} cycles after it was popped. The aggregation engine takes a beat every 6 cycles, so it never waits for this.
 */
final class MessageQueue {
    /** Cycles from a pop to the next valid head. */
    static final int OF_POP = 3;

    private final Beat beat;
    private final Runnable valid;
    private final Handler head = this::head;
    private int beats;

    /**
     * A filled queue.
     *
     * @param valid told whenever a head is valid, in that cycle
     */
    MessageQueue(Beat beat, int beats, Runnable valid) {
        this.beat = beat;
        this.beats = beats;
        this.valid = valid;
    }

    /** The first head is valid in the present cycle. */
    void open() {
        valid.run();
    }

    /** Takes the head. */
    void pop() {
        if (--beats > 0) {
            beat.arrive(beat.cycle() + OF_POP, head, 0);
        }
    }

    private void head(long argument) {
        valid.run();
    }
}
