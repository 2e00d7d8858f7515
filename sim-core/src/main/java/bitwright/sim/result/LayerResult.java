package bitwright.sim.result;

import bitwright.sim.energy.EnergyReport;
import bitwright.sim.energy.EnergyTable;
import bitwright.sim.energy.Ledger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One layer on one machine.
 *
 * @param name the layer's name in its network
 * @param op its operation, as in the trace bundle ({@code conv2d}, {@code depthwise}, {@code fully-connected}, …)
 * @param macs multiply-accumulates of the layer, padding positions included
 * @param effectiveMacs those in which neither operand is zero
 * @param cycles the parts of the time, in cycles of the machine's clock
 * @param idealCycles cycles of a machine of the same peak that is never idle and never waits
 * @param stallCycles cycles lost by cause (an explanation of {@code cycles}, not additional to it)
 * @param trafficBits bits moved by memory level and direction, e.g. {@code dram.read}
 * @param componentActions counts of priced actions, e.g. {@code mul.int:16}, by component: a {@link Ledger#counts()}
 * @param energy the energy of those actions, by component
 * @param values how the outputs were checked
 * @param statistics further numbers a machine wants to show, each with its unit in the name
 * @param series curves that a machine wants to show; empty for most
 */
public record LayerResult(
        String name,
        String op,
        long macs,
        long effectiveMacs,
        Cycles cycles,
        long idealCycles,
        Map<String, Long> stallCycles,
        Map<String, Long> trafficBits,
        Map<String, Map<String, Long>> componentActions,
        EnergyReport energy,
        ValueCheck values,
        Map<String, Double> statistics,
        List<Series> series) {
    public LayerResult {
        if (macs < 0 || effectiveMacs < 0 || idealCycles < 0) {
            throw new IllegalArgumentException("a count is negative: macs " + macs + ", effectiveMacs " + effectiveMacs
                    + ", idealCycles " + idealCycles);
        }
        series = List.copyOf(series);
    }

    /** A layer without curves. */
    public LayerResult(
            String name,
            String op,
            long macs,
            long effectiveMacs,
            Cycles cycles,
            long idealCycles,
            Map<String, Long> stallCycles,
            Map<String, Long> trafficBits,
            Map<String, Map<String, Long>> componentActions,
            EnergyReport energy,
            ValueCheck values,
            Map<String, Double> statistics) {
        this(
                name,
                op,
                macs,
                effectiveMacs,
                cycles,
                idealCycles,
                stallCycles,
                trafficBits,
                componentActions,
                energy,
                values,
                statistics,
                List.of());
    }

    /** Statistic: cycles in which at least one transfer over the off-chip interface was under way. */
    public static final String OFF_CHIP_CYCLES = "offChipCycles";

    /**
     * Statistic: root mean square distance of the layer's outputs under the design's numbers from those with nothing rounded,
     * over their root mean square, on the same unrounded inputs; before the bias.
     */
    public static final String NUMBERS_ERROR_PERCENT = "numbersErrorPercent";

    /** Cycles that the layer would take if the array never waited for memory. */
    public long arrayCycles() {
        return cycles.total() - cycles.memoryStall();
    }

    /** Whether moving operands and outputs takes longer than the array; false where it is not known how long it takes. */
    public boolean boundByMemory() {
        return statistics.getOrDefault(OFF_CHIP_CYCLES, 0.0) > arrayCycles();
    }

    /** The counts of actions, summed over components. */
    public Map<String, Long> actions() {
        var totals = new TreeMap<String, Long>();
        componentActions
                .values()
                .forEach(counts -> counts.forEach((action, count) -> totals.merge(action, count, Math::addExact)));
        return totals;
    }

    /**
     * The same layer, its actions priced under another table.
     *
     * @throws bitwright.sim.energy.UnpricedException naming all actions that the table does not price
     */
    public LayerResult under(EnergyTable table) {
        var ledger = Ledger.of(componentActions);
        energy.modelledPj()
                .forEach((component, levels) -> levels.forEach((level, pj) -> ledger.modelled(component, pj, level)));
        return new LayerResult(
                name,
                op,
                macs,
                effectiveMacs,
                cycles,
                idealCycles,
                stallCycles,
                trafficBits,
                componentActions,
                ledger.price(table),
                values,
                statistics,
                series);
    }

    /** The same result of another layer, which is equal in everything but its name. */
    public LayerResult named(String other) {
        return new LayerResult(
                other,
                op,
                macs,
                effectiveMacs,
                cycles,
                idealCycles,
                stallCycles,
                trafficBits,
                componentActions,
                energy,
                values,
                statistics);
    }

    /** The same with one more statistic. */
    public LayerResult with(String statistic, double value) {
        var more = new TreeMap<>(statistics);
        more.put(statistic, value);
        return new LayerResult(
                name,
                op,
                macs,
                effectiveMacs,
                cycles,
                idealCycles,
                stallCycles,
                trafficBits,
                componentActions,
                energy,
                values,
                more);
    }

    /** The share of the machine's peak that was used: ideal over total cycles, 0 to 1. */
    public double utilisation() {
        return cycles.total() == 0 ? 0 : (double) idealCycles / cycles.total();
    }
}
