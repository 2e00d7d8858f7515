package bitwright.sim.result;

import bitwright.sim.energy.Action;
import bitwright.sim.energy.EnergyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What a machine is built of, and what that takes and leaks under an energy table, used or not.
 *
 * @param inventory how many there are of each primitive, by the action that it does
 * @param areaUm2 its area in square micrometres
 * @param leakageUw its leakage in microwatts
 */
public record Silicon(Map<String, Long> inventory, Amount areaUm2, Amount leakageUw) {
    /**
     * An amount of the machine, as far as the table knows it.
     *
     * @param logic that of processing elements, as far as known
     * @param memories that of on-chip memories, as far as known
     * @param unknown the primitives whose amount the table does not know; it is in neither number
     */
    public record Amount(double logic, double memories, List<String> unknown) {
        static final Amount NONE = new Amount(0, 0, List.of());

        public Amount {
            unknown = List.copyOf(unknown);
        }

        /** All of it; empty where something is unknown, or where there is nothing. */
        public OptionalDouble total() {
            double known = logic + memories;
            return unknown.isEmpty() && known > 0 ? OptionalDouble.of(known) : OptionalDouble.empty();
        }

        /** The part of the processing elements; empty where some of it is unknown, or where there is nothing. */
        public OptionalDouble ofLogic() {
            return known(logic, false);
        }

        /** The part of the on-chip memories; empty where some of it is unknown, or where there is nothing. */
        public OptionalDouble ofMemories() {
            return known(memories, true);
        }

        private OptionalDouble known(double part, boolean ofMemories) {
            boolean some = unknown.stream().anyMatch(name -> Action.of(name).isMemory() == ofMemories);
            return part > 0 && !some ? OptionalDouble.of(part) : OptionalDouble.empty();
        }
    }

    private interface Known {
        OptionalDouble of(Action action);
    }

    /** A machine that does not say what it is built of. */
    public static final Silicon UNKNOWN = new Silicon(Map.of(), Amount.NONE, Amount.NONE);

    /** An inventory under a table. */
    public static Silicon of(Map<Action, Long> inventory, EnergyTable table) {
        var named = new TreeMap<String, Long>();
        inventory.forEach((action, count) -> named.put(action.toString(), count));
        return new Silicon(named, amount(inventory, table::areaUm2), amount(inventory, table::leakageUw));
    }

    /** The same inventory under another table. */
    public Silicon under(EnergyTable table) {
        var actions = new TreeMap<Action, Long>();
        inventory.forEach((name, count) -> actions.put(Action.of(name), count));
        return of(actions, table);
    }

    private static Amount amount(Map<Action, Long> inventory, Known known) {
        double logic = 0;
        double memories = 0;
        var unknown = new ArrayList<String>();
        for (var entry : new TreeMap<>(inventory).entrySet()) {
            Action action = entry.getKey();
            var each = known.of(action);
            if (each.isEmpty()) {
                unknown.add(action.toString());
            } else if (action.isMemory()) {
                memories += entry.getValue() * each.getAsDouble();
            } else {
                logic += entry.getValue() * each.getAsDouble();
            }
        }
        return new Amount(logic, memories, unknown);
    }

    /**
     * What leaks in a time, in picojoules: static energy, since a microwatt for a microsecond is a picojoule. Empty where
     * the leakage is unknown.
     */
    public OptionalDouble staticPj(double microseconds) {
        var leakage = leakageUw.total();
        return leakage.isPresent() ? OptionalDouble.of(leakage.getAsDouble() * microseconds) : leakage;
    }
}
