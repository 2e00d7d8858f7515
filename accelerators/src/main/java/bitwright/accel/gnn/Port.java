package bitwright.accel.gnn;

import bitwright.sim.engine.Handler;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;

/** A port of a unit that accepts one request a cycle, of the slot that its arbiter chooses. */
final class Port {
    private final Beat beat;
    private final Arbiter waiting;
    private final IntPredicate ready;
    private final LongConsumer accepted;
    private final Handler decide = this::decide;
    private long freeFrom;
    private boolean deciding;

    /**
     * A port without requests.
     *
     * @param ready whether the unit can take the slot's request now; the chosen one blocks the others until it can
     * @param accepted told of each request, in the cycle in which it is accepted, with the slot
     */
    Port(Beat beat, int slots, Arbitration arbitration, IntPredicate ready, LongConsumer accepted) {
        this.beat = beat;
        this.ready = ready;
        this.accepted = accepted;
        waiting = new Arbiter(slots, arbitration);
    }

    void request(int slot) {
        waiting.request(slot);
        wake();
    }

    /** The port is taken for so many more cycles than the one of the request that is being accepted. */
    void hold(int cycles) {
        freeFrom += cycles;
    }

    /** The unit may be ready for what it was not ready for. */
    void wake() {
        if (!deciding && !waiting.isEmpty()) {
            deciding = true;
            beat.decide(Math.max(beat.cycle(), freeFrom), decide, 0);
        }
    }

    private void decide(long argument) {
        deciding = false;
        if (waiting.isEmpty()) {
            return;
        }
        if (beat.cycle() < freeFrom) {
            wake();
            return;
        }
        if (!ready.test(waiting.peek())) {
            return;
        }
        int slot = waiting.grant();
        freeFrom = beat.cycle() + 1;
        accepted.accept(slot);
        wake();
    }
}
