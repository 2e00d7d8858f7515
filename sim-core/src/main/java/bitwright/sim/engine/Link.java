package bitwright.sim.engine;

import bitwright.sim.parameter.Check;

/**
 * What lies between two ports.
 *
 * @param latency ticks from sending to arrival, at least 1, so that no loop of components closes within a tick
 * @param width messages that may be sent within an interval, at least 1
 * @param interval ticks, at least 1, counted from the first message sent in it
 */
public record Link(long latency, int width, long interval) {
    public Link {
        Check.between("latency", latency, 1, Long.MAX_VALUE);
        Check.between("width", width, 1, Integer.MAX_VALUE);
        Check.between("interval", interval, 1, Long.MAX_VALUE);
    }

    /** A link that takes as many messages a tick as the receiver has room for. */
    public static Link ofLatency(long latency) {
        return new Link(latency, Integer.MAX_VALUE, 1);
    }
}
