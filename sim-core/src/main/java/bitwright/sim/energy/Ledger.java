package bitwright.sim.energy;

import java.util.Map;
import java.util.TreeMap;

/** Counts of actions by component. Counting first and pricing afterwards lets one run be priced under several tables. */
public final class Ledger {
    private final Map<String, TreeMap<Action, Long>> counts = new TreeMap<>();

    /** Adds {@code times} (at least 0) of the action to the component. */
    public void count(String component, Action action, long times) {
        if (times < 0) {
            throw new IllegalArgumentException("a negative count of " + action + " for " + component + ": " + times);
        }
        if (times > 0) {
            counts.computeIfAbsent(component, name -> new TreeMap<>()).merge(action, times, Math::addExact);
        }
    }

    public void addAll(Ledger other) {
        other.counts.forEach((component, actions) -> actions.forEach((action, n) -> count(component, action, n)));
    }

    /** The counts of one component, in the actions' order; empty if it never counted. */
    public Map<Action, Long> actions(String component) {
        return counts.containsKey(component) ? new TreeMap<>(counts.get(component)) : Map.of();
    }

    /** All counts, summed over components, keyed by the action's written form. */
    public Map<String, Long> totals() {
        var totals = new TreeMap<String, Long>();
        counts.values().forEach(actions -> actions.forEach((a, n) -> totals.merge(a.toString(), n, Math::addExact)));
        return totals;
    }

    /** The bill under a table. Throws {@link IllegalArgumentException} naming an action that the table does not price. */
    public EnergyReport price(EnergyTable table) {
        var components = new TreeMap<String, Double>();
        var confidences = new TreeMap<Confidence, Double>();
        counts.forEach((component, actions) -> actions.forEach((action, times) -> {
            var price = table.price(action);
            double pj = price.picojoules() * times;
            components.merge(component, pj, Double::sum);
            confidences.merge(price.confidence(), pj, Double::sum);
        }));
        return new EnergyReport(components, confidences);
    }
}
