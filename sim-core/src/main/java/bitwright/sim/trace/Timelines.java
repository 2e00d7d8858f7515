package bitwright.sim.trace;

import bitwright.sim.engine.Clock;

/** Gives each layer of a run its timeline. Called from several threads. */
@FunctionalInterface
public interface Timelines {
    /** Nobody looks. */
    Timelines OFF = (layer, clock) -> Timeline.OFF;

    /**
     * The timeline of a layer.
     *
     * @param clock what its ticks mean
     */
    Timeline of(String layer, Clock clock);
}
