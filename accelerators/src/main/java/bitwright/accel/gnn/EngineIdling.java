package bitwright.accel.gnn;

import java.util.Map;
import java.util.TreeMap;

/**
 * Says what the transformation engines waited for whenever none of them had a pass: the time before a pass is laid at the door
 * of the node that arrived last before it. First come the weights, then, of that node, its programming, the fetching of its
 * list and features, its aggregation, and what is left is waiting for more nodes.
 */
final class EngineIdling implements TransformationEngine.Busy {
    private final Beat beat;
    private final Nodeslots slots;
    private final Occupancy engines;
    private int busy;
    private long idleSince;
    private long end;
    private long compute;
    private long weights;
    private long programming;
    private long fetching;
    private long aggregating;
    private long gathering;

    EngineIdling(Beat beat, Nodeslots slots, Occupancy engines) {
        this.beat = beat;
        this.slots = slots;
        this.engines = engines;
    }

    @Override
    public void begin(int slot, long weightsReadyAt) {
        long now = beat.cycle();
        if (busy == 0) {
            long from = idleSince;
            weights += until(from, weightsReadyAt, now);
            from = Math.max(from, Math.min(now, weightsReadyAt));
            programming += until(from, slots.programmedAt[slot], now);
            from = Math.max(from, Math.min(now, slots.programmedAt[slot]));
            fetching += until(from, slots.fetchedAt[slot], now);
            from = Math.max(from, Math.min(now, slots.fetchedAt[slot]));
            aggregating += until(from, slots.aggregatedAt[slot], now);
            from = Math.max(from, Math.min(now, slots.aggregatedAt[slot]));
            gathering += now - from;
            idleSince = now;
        }
        engines.set(now, ++busy);
    }

    private static long until(long from, long event, long now) {
        return Math.max(0, Math.min(event, now) - from);
    }

    @Override
    public void end() {
        long now = beat.cycle();
        engines.set(now, --busy);
        if (busy == 0) {
            compute += now - idleSince;
            idleSince = now;
            end = now;
        }
    }

    /** Cycles with a pass under way. */
    long compute() {
        return compute;
    }

    long weights() {
        return weights;
    }

    long programming() {
        return programming;
    }

    long fetching() {
        return fetching;
    }

    long aggregating() {
        return aggregating;
    }

    long gathering() {
        return gathering;
    }

    /** The last response. */
    long lastResponse() {
        return end;
    }

    Map<String, Long> stalls() {
        var stalls = new TreeMap<String, Long>();
        stalls.put("weights", weights);
        stalls.put("programming", programming);
        stalls.put("fetching", fetching);
        stalls.put("aggregation", aggregating);
        stalls.put("waitCount", gathering);
        return stalls;
    }
}
