package bitwright.accel.gnn;

import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Handler;
import bitwright.sim.engine.Phase;

/**
 * Time in cycles of the machine's clock. What arrives in a cycle does so in {@link Phase#MOVE}; arbiters look at all of it in
 * {@link Phase#REACT}.
 */
final class Beat {
    private final Engine engine;
    private final Clock clock;
    private final long period;

    Beat(Engine engine, Clock clock) {
        this.engine = engine;
        this.clock = clock;
        period = clock.period();
    }

    /** The present cycle; between two edges, the one that begins next. */
    long cycle() {
        return period == 1 ? engine.now() : clock.cycles(clock.edge(engine.now()));
    }

    /** The tick of a cycle's edge. */
    long tick(long cycle) {
        return cycle * period;
    }

    /** Something arrives at the beginning of a cycle after the present one. */
    void arrive(long cycle, Handler handler, long argument) {
        engine.at(cycle * period, Phase.MOVE, handler, argument);
    }

    /** Something is decided in a cycle, the present one or a later one, once all has arrived. */
    void decide(long cycle, Handler handler, long argument) {
        engine.at(cycle * period, Phase.REACT, handler, argument);
    }
}
