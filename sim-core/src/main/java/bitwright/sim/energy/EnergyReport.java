package bitwright.sim.energy;

import java.util.Map;
import java.util.TreeMap;

/**
 * Dynamic energy in picojoules: one amount, seen by component and by the confidence of the prices it rests on. What
 * leaks is not in it, see {@link bitwright.sim.result.Silicon}.
 *
 * @param componentPj energy by component, in the components' alphabetical order
 * @param confidencePj the same total, by the confidence of the prices
 * @param modelledPj the part of it, by component and confidence, that a model of the component states itself, such as a
 *     memory's currents; no energy table prices it, and another table leaves it as it is
 */
public record EnergyReport(
        Map<String, Double> componentPj,
        Map<Confidence, Double> confidencePj,
        Map<String, Map<Confidence, Double>> modelledPj) {
    public static final EnergyReport EMPTY = new EnergyReport(Map.of(), Map.of());

    /** Energy that an energy table prices in full. */
    public EnergyReport(Map<String, Double> componentPj, Map<Confidence, Double> confidencePj) {
        this(componentPj, confidencePj, Map.of());
    }

    public double totalPj() {
        // Summed in a fixed order, so that the last bit does not depend on the map.
        return new TreeMap<>(componentPj).values().stream().reduce(0.0, Double::sum);
    }

    public EnergyReport plus(EnergyReport other) {
        var components = new TreeMap<>(componentPj);
        other.componentPj.forEach((name, pj) -> components.merge(name, pj, Double::sum));
        var confidences = new TreeMap<>(confidencePj);
        other.confidencePj.forEach((level, pj) -> confidences.merge(level, pj, Double::sum));
        var modelled = new TreeMap<String, Map<Confidence, Double>>();
        addModelled(modelled);
        other.addModelled(modelled);
        return new EnergyReport(components, confidences, modelled);
    }

    private void addModelled(Map<String, Map<Confidence, Double>> sum) {
        modelledPj.forEach((name, levels) -> {
            var own = sum.computeIfAbsent(name, unused -> new TreeMap<>());
            levels.forEach((level, pj) -> own.merge(level, pj, Double::sum));
        });
    }

    /** The share of the energy, 0 to 1, whose price is no better than recalled. */
    public double lowConfidenceShare() {
        double low = 0;
        for (Confidence level : Confidence.values()) {
            low += level.isLow() ? confidencePj.getOrDefault(level, 0.0) : 0;
        }
        double total = totalPj();
        return total == 0 ? 0 : low / total;
    }
}
