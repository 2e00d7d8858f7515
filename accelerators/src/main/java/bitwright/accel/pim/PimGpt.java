package bitwright.accel.pim;

import bitwright.accel.Machine;
import bitwright.accel.Setup;
import bitwright.accel.pim.asic.Asic;
import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Frequency;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.sim.result.LayerResult;
import bitwright.workload.transformer.TransformerRun;
import java.util.List;

/**
 * PIM-GPT (arXiv 2310.09385): DRAM channels that multiply matrices with vectors where the matrices lie, and a companion chip
 * that does everything else, generating tokens one after the other.
 */
@Doc("DRAM channels with a multiply-accumulate unit in every bank, and a companion chip, for transformers.")
public record PimGpt(
        @Doc("The clock of commands and multiply-accumulate units in MHz.") @Range(min = 1, max = 100000)
        double clockMHz,

        @Doc("How the memory is divided.") PimMemory memory,
        @Doc("Its times.") PimTiming timing,
        @Doc("What it draws.") PimEnergy energy,
        @Doc("The companion chip.") @Default("{}") Asic asic,

        @Doc("serial: one instruction at a time, as the paper; overlapped: memory and chip work side by side.")
        @Default("serial")
        Schedule schedule,

        @Doc("Whether the output layer is run and the likeliest token found; the paper does not say.") @Default("true")
        boolean outputLayer,

        @Doc("Whose way of counting is followed: none, or aim (as aim_simulator, which refreshes nothing).")
        @Default("none")
        PimCompat compat)
        implements Machine<TransformerRun> {
    /** When instructions may run. */
    public enum Schedule {
        /** One after the other. */
        SERIAL,
        /** As soon as what they need is there, in order within the memory and within the chip. */
        OVERLAPPED
    }

    /** A peer's way of counting. */
    public enum PimCompat {
        NONE,
        /** That of aim_simulator: rows are never refreshed. */
        AIM
    }

    public PimGpt {
        Check.ranges(PimGpt.class, clockMHz, memory, timing, energy, asic, schedule, outputLayer, compat);
        try {
            timing.at(Frequency.ofMHz(clockMHz), memory.resultAccesses());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException("timing gives, in cycles of " + clockMHz + " MHz: " + e.getMessage(), e);
        }
        clocks(clockMHz, asic); // refuses clocks without a common multiple
    }

    private static List<Clock> clocks(double clockMHz, Asic asic) {
        return Clock.together(Frequency.ofMHz(clockMHz), Frequency.ofMHz(asic.clockMHz()));
    }

    /** The clock of commands, and the companion chip's. */
    List<Clock> clocks() {
        return clocks(clockMHz, asic);
    }

    @Override
    public Class<TransformerRun> workloadType() {
        return TransformerRun.class;
    }

    /** Multiply-accumulates of all banks in a cycle. */
    @Override
    public double peakMacsPerCycle() {
        return (double) memory.channels() * memory.banks() * memory.macWidth();
    }

    /** Whether rows are refreshed. */
    boolean refreshes() {
        return compat != PimCompat.AIM;
    }

    @Override
    public List<LayerResult> run(TransformerRun workload, Setup setup) {
        return runWhole(workload, setup).layers();
    }

    @Override
    public Whole runWhole(TransformerRun workload, Setup setup) {
        return new Generation(this, workload, setup).run();
    }
}
