package bitwright.sim.result;

import bitwright.sim.energy.EnergyReport;
import java.util.List;

/**
 * The result of one design on one workload. Complete and versioned: JSON holds exactly this.
 *
 * @param schemaVersion raised when the meaning or the name of a field changes
 * @param identity what was run
 * @param layers one entry a simulated layer, in network order
 */
public record RunResult(int schemaVersion, Identity identity, List<LayerResult> layers) {
    public static final int SCHEMA_VERSION = 2;

    public RunResult(Identity identity, List<LayerResult> layers) {
        this(SCHEMA_VERSION, identity, List.copyOf(layers));
    }

    public Cycles totalCycles() {
        return layers.stream().map(LayerResult::cycles).reduce(Cycles.ZERO, Cycles::plus);
    }

    public EnergyReport totalEnergy() {
        return layers.stream().map(LayerResult::energy).reduce(EnergyReport.EMPTY, EnergyReport::plus);
    }

    public long macs() {
        return layers.stream().mapToLong(LayerResult::macs).sum();
    }

    public long idealCycles() {
        return layers.stream().mapToLong(LayerResult::idealCycles).sum();
    }

    /** Bits moved over all layers and memory levels whose name starts with the prefix, e.g. {@code dram.}. */
    public long trafficBits(String prefix) {
        return layers.stream()
                .flatMap(layer -> layer.trafficBits().entrySet().stream())
                .filter(level -> level.getKey().startsWith(prefix))
                .mapToLong(java.util.Map.Entry::getValue)
                .sum();
    }

    public double milliseconds() {
        return totalCycles().total() / (identity.clockMHz() * 1000);
    }

    public boolean valuesPassed() {
        return layers.stream().allMatch(layer -> layer.values().passed());
    }
}
