package bitwright.sim.energy;

import java.util.Map;
import java.util.TreeMap;

/**
 * Dynamic energy in picojoules: one amount, seen by component and by the confidence of the prices it rests on.
 * Leakage is not in it: no table here has a source for it, and reports say {@code unknown}.
 *
 * @param componentPj energy by component, in the components' alphabetical order
 * @param confidencePj the same total, by the confidence of the prices
 */
public record EnergyReport(Map<String, Double> componentPj, Map<Confidence, Double> confidencePj) {
    public static final EnergyReport EMPTY = new EnergyReport(Map.of(), Map.of());

    public double totalPj() {
        // Summed in a fixed order, so that the last bit does not depend on the map.
        return new TreeMap<>(componentPj).values().stream().reduce(0.0, Double::sum);
    }

    public EnergyReport plus(EnergyReport other) {
        var components = new TreeMap<>(componentPj);
        other.componentPj.forEach((name, pj) -> components.merge(name, pj, Double::sum));
        var confidences = new TreeMap<>(confidencePj);
        other.confidencePj.forEach((level, pj) -> confidences.merge(level, pj, Double::sum));
        return new EnergyReport(components, confidences);
    }

    /** The share of the energy, 0 to 1, whose price is no better than recalled. */
    public double lowConfidenceShare() {
        double total = totalPj();
        return total == 0 ? 0 : confidencePj.getOrDefault(Confidence.RECALLED, 0.0) / total;
    }
}
