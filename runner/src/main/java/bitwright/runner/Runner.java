package bitwright.runner;

import bitwright.accel.LayerMachine;
import bitwright.accel.Machine;
import bitwright.accel.NumberMachine;
import bitwright.accel.Setup;
import bitwright.config.DesignConfig;
import bitwright.config.Quantize;
import bitwright.config.ResolvedRun;
import bitwright.config.RunConfig;
import bitwright.sim.energy.UnpricedException;
import bitwright.sim.result.Identity;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.RunResult;
import bitwright.sim.result.Silicon;
import bitwright.sim.trace.Timelines;
import bitwright.workload.Batch;
import bitwright.workload.Content;
import bitwright.workload.NoSuchInputException;
import bitwright.workload.WorkloadException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
        return run(resolved, unwatched(resolved));
    }

    /**
     * The same, looked at.
     *
     * @param timelines where what happens when is shown, one a design
     */
    public List<RunResult> run(ResolvedRun resolved, List<? extends Timelines> timelines) {
        try {
            return run(resolved, load(resolved, resolved.config().quantize()), timelines);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * Checks what only the workload can tell, and runs nothing: that it can be opened, has the layers and the input that the
     * run names, and is what its designs run. Graphs are left out: to read or draw a large one takes longer than a check may.
     */
    public static void check(ResolvedRun resolved) {
        if (Workload.isGraph(resolved.config().workload())) {
            return;
        }
        try {
            Content content = load(resolved, Optional.empty()).content();
            resolved.config().designs().forEach(design -> requireOffered(resolved, design, content));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static Workload load(ResolvedRun resolved, Optional<Quantize> quantize) throws IOException {
        RunConfig config = resolved.config();
        Workload whole;
        try {
            whole = Workload.load(config.workload(), quantize, config.seed(), config.batch());
        } catch (NoSuchInputException e) {
            throw resolved.wrong(e.getMessage(), "batch");
        }
        try {
            return whole.narrowed(config);
        } catch (WorkloadException e) {
            throw resolved.wrong(e.getMessage(), "layers");
        }
    }

    /** Throws {@link bitwright.config.ConfigException} or {@link WorkloadException} if a design cannot do what the run asks. */
    private static void requireOffered(ResolvedRun resolved, DesignConfig design, Content content) {
        requireKind(design, content);
        RunConfig config = resolved.config();
        boolean ofDesign = config.numbers() == RunConfig.Numbers.DESIGN;
        try {
            if (ofDesign) {
                numbered(design, design.machine(), config);
            } else if (config.chain()) {
                chainable(design, design.machine());
            }
        } catch (WorkloadException e) {
            throw resolved.wrong(e.getMessage(), ofDesign ? "numbers" : "chain");
        }
    }

    private static void requireKind(DesignConfig design, Content content) {
        Class<?> kind = design.machine().workloadType();
        if (!kind.isInstance(content)) {
            throw new WorkloadException("design " + design.name() + " runs " + Content.kind(kind) + ", workload "
                    + content.name() + " is " + Content.kind(content.getClass()));
        }
    }

    /** The same on a workload that has been loaded, which must be the one that the run names. */
    public List<RunResult> run(ResolvedRun resolved, Workload workload) {
        return run(resolved, workload, unwatched(resolved));
    }

    private static List<Timelines> unwatched(ResolvedRun resolved) {
        return Collections.nCopies(resolved.config().designs().size(), Timelines.OFF);
    }

    private List<RunResult> run(ResolvedRun resolved, Workload workload, List<? extends Timelines> timelines) {
        try {
            boolean stored = resolved.config().numbers() == RunConfig.Numbers.WORKLOAD;
            Map<String, Double> accuracy = stored ? workload.accuracy() : Map.of();
            var results = new ArrayList<RunResult>();
            for (int i = 0; i < timelines.size(); i++) {
                DesignConfig design = resolved.config().designs().get(i);
                try {
                    results.add(run(resolved, design, design.machine(), workload, accuracy, timelines.get(i)));
                } catch (WorkloadException e) {
                    throw timelines.size() == 1 || e.getMessage().startsWith("design ")
                            ? e
                            : new WorkloadException("design " + design.name() + ": " + e.getMessage(), e);
                }
            }
            return results;
        } catch (IOException e) {
            throw unreadable(e);
        } catch (UnpricedException e) {
            throw placed(e, resolved);
        }
    }

    /** Says where in the run it is, if it is the memory's kind of action that is not priced. */
    private static RuntimeException placed(UnpricedException e, ResolvedRun resolved) {
        RunConfig config = resolved.config();
        boolean memory = config.memory()
                .memory()
                .pricedAs()
                .filter(action -> !config.energy().prices(action))
                .isPresent();
        return memory ? resolved.wrong(e.getMessage(), "memory", "energyKind") : e;
    }

    private static WorkloadException unreadable(IOException e) {
        return new WorkloadException("the workload cannot be read: " + e.getMessage(), e);
    }

    private <W> RunResult run(
            ResolvedRun resolved,
            DesignConfig design,
            Machine<W> machine,
            Workload workload,
            Map<String, Double> accuracy,
            Timelines timelines)
            throws IOException {
        RunConfig config = resolved.config();
        Content content = workload.content();
        requireOffered(resolved, design, content);
        var setup = new Setup(
                config.memory().memory(),
                config.energy(),
                config.fidelity(),
                config.values().orElse(null),
                config.seed(),
                threads,
                timelines);
        Map<String, Double> statistics = new TreeMap<>(accuracy);
        List<LayerResult> layers;
        if (config.numbers() == RunConfig.Numbers.DESIGN) {
            var numbered = numbered(design, machine, config);
            DesignNumbers numbers = workload.numbers(numbered, config.batch(), threads);
            statistics.putAll(numbers.statistics());
            layers = numbered
                    .run(numbers.trace(workload.trace(), numbered.arithmetic().orElseThrow()), setup)
                    .stream()
                    .map(numbers::told)
                    .toList();
        } else if (config.chain()) {
            var chained = ChainedRun.of(
                    chainable(design, machine), workload.chainable(), new Batch(config.batch(), config.batch()), setup);
            statistics.putAll(chained.statistics());
            layers = chained.layers();
        } else {
            var whole = machine.runWhole(machine.workloadType().cast(content), setup);
            statistics.putAll(whole.statistics());
            layers = whole.layers();
        }
        return new RunResult(
                identity(resolved, design, machine, content),
                Silicon.of(machine.inventory(), config.energy()),
                layers,
                statistics);
    }

    private static NumberMachine numbered(DesignConfig design, Machine<?> machine, RunConfig config) {
        if (config.chain()) {
            throw new WorkloadException(
                    "chain runs the workload's own numbers, numbers: design the design's: give one of the two");
        }
        if (machine instanceof NumberMachine numbered && numbered.arithmetic().isPresent()) {
            return numbered;
        }
        throw new WorkloadException(
                "design " + design.name() + " does not tell its numbers; numbers: design needs one of number formats:"
                        + " a systolic or fusion array, or a grid of format-dot, xr-npe, bit-parallel or ternary PEs");
    }

    private static LayerMachine chainable(DesignConfig design, Machine<?> machine) {
        if (machine instanceof LayerMachine layerMachine) {
            return layerMachine;
        }
        throw new WorkloadException("design " + design.name() + " does not hand out its values; chain needs them");
    }

    private static Identity identity(ResolvedRun resolved, DesignConfig design, Machine<?> machine, Content content) {
        RunConfig config = resolved.config();
        return new Identity(
                design.name(),
                design.hash(),
                content.name(),
                content.contentHash(),
                content.origin(),
                resolved.hash(design),
                Version.number(),
                config.seed(),
                config.fidelity(),
                config.memory().name(),
                config.energy().name(),
                config.energy().contentHash(),
                machine.clockMHz(),
                machine.peakMacsPerCycle());
    }
}
