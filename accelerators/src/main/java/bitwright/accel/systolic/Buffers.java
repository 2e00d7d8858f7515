package bitwright.accel.systolic;

import bitwright.accel.memory.Reuse;
import bitwright.sim.memory.Sram;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import java.util.Optional;

/** Capacities of the on-chip buffers, which the folds of a layer have to fit and which decide what an access costs. */
@Doc("Capacities of the on-chip buffers in KiB; a layer is cut to fit them, and they price an access.")
public record Buffers(
        @Doc("Buffer of activations.") @Range(min = 1, max = 1048576) @Default("256")
        int activationKiB,

        @Doc("Buffer of weights.") @Range(min = 1, max = 1048576) @Default("256")
        int weightKiB,

        @Doc("Buffer of outputs and partial sums, at the accumulators' width.")
        @Range(min = 1, max = 1048576)
        @Default("256")
        int outputKiB,

        @Doc("Whether operands of folds to come are fetched while the array works; otherwise it waits for each fold's.")
        @Default("true")
        boolean doubleBuffered,

        @Doc(
                "Output-stationary: which operand stays where not both fit: least-traffic, weights-stay or activations-stay.")
        @Default("least-traffic")
        Reuse reuse) {
    public Buffers {
        Check.ranges(Buffers.class, activationKiB, weightKiB, outputKiB, doubleBuffered, reuse);
    }

    /** Double-buffered, with the reuse of least traffic. */
    public Buffers(int activationKiB, int weightKiB, int outputKiB) {
        this(activationKiB, weightKiB, outputKiB, true, Reuse.LEAST_TRAFFIC);
    }

    /** The same as buffers that the array never waits for: its feeders are as wide as its edges. */
    bitwright.accel.memory.Buffers memory() {
        return new bitwright.accel.memory.Buffers(
                Sram.ofKiB(activationKiB),
                Sram.ofKiB(weightKiB),
                Optional.of(Sram.ofKiB(outputKiB)),
                doubleBuffered,
                reuse);
    }
}
