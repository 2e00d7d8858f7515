package bitwright.accel;

import bitwright.sim.energy.Action;
import bitwright.sim.result.LayerResult;
import java.util.List;
import java.util.Map;

/**
 * A design that runs one kind of workload. Implementations are immutable records: their components are the keys of a
 * design file, and {@code family} in that file selects the record.
 *
 * @param <W> the workload it runs, e.g. {@link bitwright.workload.LayerTrace}
 */
public interface Machine<W> {
    Class<W> workloadType();

    /** The machine's clock in MHz. */
    double clockMHz();

    /** Peak throughput in 16-bit by 16-bit multiply-accumulates a cycle, the common measure of size in comparisons. */
    double peakMacsPerCycle();

    /**
     * The primitives that the machine is built of, as far as they are known, each named by the action that it does, a
     * memory by reading a word of it ({@code sram.read:64@1024KiB}); empty where they are not known. An energy table that
     * has their areas and leakages gives the machine's.
     */
    default Map<Action, Long> inventory() {
        return Map.of();
    }

    /**
     * What came of a workload.
     *
     * @param layers its layers, or what else the machine takes its time apart into
     * @param statistics numbers of the whole, each with its unit in the name
     */
    record Whole(List<LayerResult> layers, Map<String, Double> statistics) {
        public Whole {
            layers = List.copyOf(layers);
            statistics = Map.copyOf(statistics);
        }
    }

    /** Simulates the workload, as {@link #run} does, and tells what is true of it as a whole. */
    default Whole runWhole(W workload, Setup setup) {
        return new Whole(run(workload, setup), Map.of());
    }

    /**
     * Simulates the workload. Each layer starts from a drained machine, so layers may run side by side on
     * {@link Setup#threads()} threads; the result does not depend on how many.
     *
     * @throws bitwright.workload.WorkloadException if the workload is broken or does not fit the machine
     */
    List<LayerResult> run(W workload, Setup setup);
}
