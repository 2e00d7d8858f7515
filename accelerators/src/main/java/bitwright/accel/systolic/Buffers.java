package bitwright.accel.systolic;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;

/**
 * Capacities of the on-chip buffers, which decide what an access costs. They are taken to be large enough: each operand
 * is fetched once a layer from off chip.
 */
@Doc("Capacities of the on-chip buffers in KiB; they price an access.")
public record Buffers(
        @Doc("Buffer of activations.") @Range(min = 1, max = 1048576) @Default("64")
        int activationKiB,

        @Doc("Buffer of weights.") @Range(min = 1, max = 1048576) @Default("64")
        int weightKiB,

        @Doc("Buffer of outputs and partial sums, at the accumulators' width.")
        @Range(min = 1, max = 1048576)
        @Default("64")
        int outputKiB) {
    public Buffers {
        Check.ranges(Buffers.class, activationKiB, weightKiB, outputKiB);
    }
}
