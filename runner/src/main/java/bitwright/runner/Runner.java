package bitwright.runner;

import bitwright.accel.Machine;
import bitwright.accel.Setup;
import bitwright.config.DesignConfig;
import bitwright.config.ResolvedRun;
import bitwright.config.RunConfig;
import bitwright.sim.result.Identity;
import bitwright.sim.result.RunResult;
import bitwright.workload.LayerTrace;
import bitwright.workload.WorkloadException;
import java.util.ArrayList;
import java.util.List;

/** Runs experiments. */
public final class Runner {
    private final int threads;

    /** @param threads layers that may be simulated side by side, at least 1; results do not depend on it */
    public Runner(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
        this.threads = threads;
    }

    /**
     * Runs every design of a run file on its workload.
     *
     * @return one result a design, in their order
     * @throws WorkloadException if the workload is broken or does not fit a design
     */
    public List<RunResult> run(ResolvedRun resolved) {
        RunConfig config = resolved.config();
        LayerTrace workload = Workloads.load(config);
        var results = new ArrayList<RunResult>();
        for (DesignConfig design : config.designs()) {
            results.add(run(resolved, design, design.machine(), workload));
        }
        return results;
    }

    private <W> RunResult run(ResolvedRun resolved, DesignConfig design, Machine<W> machine, LayerTrace workload) {
        if (!machine.workloadType().isInstance(workload)) {
            throw new WorkloadException("design " + design.name() + " runs a "
                    + machine.workloadType().getSimpleName() + ", workload " + workload.name() + " is a "
                    + workload.getClass().getSimpleName());
        }
        RunConfig config = resolved.config();
        var setup = new Setup(
                config.memory().memory(),
                config.energy(),
                config.fidelity(),
                config.values().orElse(null),
                config.seed(),
                threads);
        var identity = new Identity(
                design.name(),
                design.hash(),
                workload.name(),
                workload.contentHash(),
                workload.origin(),
                resolved.hash(design),
                Version.number(),
                config.seed(),
                config.fidelity(),
                config.memory().name(),
                config.energy().name(),
                machine.clockMHz(),
                machine.peakMacsPerCycle(),
                config.energy().areaUm2(machine.inventory()).orElse(0));
        return new RunResult(identity, machine.run(machine.workloadType().cast(workload), setup));
    }
}
