package bitwright.sim.energy;

import bitwright.sim.engine.Counter;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;

/** Counts of actions by component. Counting first and pricing afterwards lets one run be priced under several tables. */
public final class Ledger {
    private final Map<String, TreeMap<Action, Counter>> counts = new TreeMap<>();
    private final Map<String, Map<Confidence, Double>> modelled = new TreeMap<>();

    /** The ledger whose {@link #counts()} those are. Throws {@link IllegalArgumentException} if they are none. */
    public static Ledger of(Map<String, Map<String, Long>> counts) {
        var ledger = new Ledger();
        counts.forEach((component, actions) ->
                actions.forEach((action, times) -> ledger.count(component, Action.of(action), times)));
        return ledger;
    }

    /** Adds {@code times} (at least 0) of the action to the component. */
    public void count(String component, Action action, long times) {
        if (times < 0) {
            throw new IllegalArgumentException("a negative count of " + action + " for " + component + ": " + times);
        }
        counter(component, action).add(times);
    }

    /** The counter of an action of a component, for components that count often; one that stays at 0 shows nowhere. */
    public Counter counter(String component, Action action) {
        return counts.computeIfAbsent(component, name -> new TreeMap<>())
                .computeIfAbsent(action, unused -> new Counter());
    }

    /** Adds energy (at least 0) that a model of the component states itself; no table prices it. */
    public void modelled(String component, double picojoules, Confidence confidence) {
        if (!(picojoules >= 0) || picojoules == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("an energy of " + component + " that is none: " + picojoules);
        }
        modelled.computeIfAbsent(component, name -> new TreeMap<>()).merge(confidence, picojoules, Double::sum);
    }

    public void addAll(Ledger other) {
        other.forEach(this::count);
        other.modelled.forEach((component, levels) -> levels.forEach((level, pj) -> modelled(component, pj, level)));
    }

    /** The counts of one component, in the actions' order; empty if it never counted. */
    public Map<Action, Long> actions(String component) {
        var actions = new TreeMap<Action, Long>();
        forEach((name, action, times) -> {
            if (name.equals(component)) {
                actions.put(action, times);
            }
        });
        return actions;
    }

    /** All counts by component and by the action's written form: what a result keeps, to be priced again. */
    public Map<String, Map<String, Long>> counts() {
        var all = new TreeMap<String, Map<String, Long>>();
        forEach((component, action, times) ->
                all.computeIfAbsent(component, name -> new TreeMap<>()).put(action.toString(), times));
        return all;
    }

    /** All counts, summed over components, keyed by the action's written form. */
    public Map<String, Long> totals() {
        var totals = new TreeMap<String, Long>();
        forEach((component, action, times) -> totals.merge(action.toString(), times, Math::addExact));
        return totals;
    }

    /** The bill under a table. Throws {@link UnpricedException} naming all actions that the table does not price. */
    public EnergyReport price(EnergyTable table) {
        var counted = new ArrayList<Action>();
        forEach((component, action, times) -> counted.add(action));
        table.requirePriced(counted);
        var components = new TreeMap<String, Double>();
        var confidences = new TreeMap<Confidence, Double>();
        forEach((component, action, times) -> {
            var price = table.priced(action);
            double pj = price.picojoules() * times;
            components.merge(component, pj, Double::sum);
            confidences.merge(price.confidence(), pj, Double::sum);
        });
        modelled.forEach((component, levels) -> levels.forEach((level, pj) -> {
            components.merge(component, pj, Double::sum);
            confidences.merge(level, pj, Double::sum);
        }));
        var models = new TreeMap<String, Map<Confidence, Double>>();
        modelled.forEach((component, levels) -> models.put(component, new TreeMap<>(levels)));
        return new EnergyReport(components, confidences, models);
    }

    @FunctionalInterface
    private interface Entry {
        void accept(String component, Action action, long times);
    }

    /** All counts that are not 0, by component and action, in their order. */
    private void forEach(Entry entry) {
        counts.forEach((component, actions) -> actions.forEach((action, counter) -> {
            if (counter.value() > 0) {
                entry.accept(component, action, counter.value());
            }
        }));
    }
}
