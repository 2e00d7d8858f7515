package bitwright.sim.engine;

import java.util.Map;
import java.util.TreeMap;

/** Counters by name. A component fetches its counters once and then counts through them. */
public final class Counters {
    private final Map<String, Counter> counters = new TreeMap<>();

    /** The counter of this name, created at 0 when first asked for. */
    public Counter counter(String name) {
        return counters.computeIfAbsent(name, unused -> new Counter());
    }

    /** Adds another set's counts to this one's. */
    public void addAll(Counters other) {
        other.counters.forEach((name, counter) -> counter(name).add(counter.value()));
    }

    /** The counts in the names' alphabetical order, zeros included. */
    public Map<String, Long> values() {
        var values = new TreeMap<String, Long>();
        counters.forEach((name, counter) -> values.put(name, counter.value()));
        return values;
    }
}
