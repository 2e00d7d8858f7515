package bitwright.accel.memory;

import bitwright.sim.memory.Sram;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;

/** A machine's on-chip buffers and how they are used. A layer is cut into tiles that fit them. */
@Doc("On-chip buffers: what a layer is cut to fit, what an access costs, how operands are reused.")
public record Buffers(
        @Doc("Buffer of activations and outputs.") @Default("{ sizeKiB: 1024 }") Sram activations,

        @Doc("Buffer of weights.") @Default("{ sizeKiB: 1024 }") Sram weights,

        @Doc("Whether operands of tiles to come are fetched while the array works; otherwise it waits for each tile's.")
        @Default("true")
        boolean doubleBuffered,

        @Doc("Which operand stays where not both fit: least-traffic, weights-stay or activations-stay.")
        @Default("least-traffic")
        Reuse reuse) {
    public Buffers {
        Check.ranges(Buffers.class, activations, weights, doubleBuffered, reuse);
    }

    /** Buffers that the array never waits for, double-buffered, with the reuse of least traffic. */
    public Buffers(int activationKiB, int weightKiB) {
        this(Sram.ofKiB(activationKiB), Sram.ofKiB(weightKiB), true, Reuse.LEAST_TRAFFIC);
    }

    /** What a block of an operand may take so that the next one finds room beside it. */
    long blockBits(long capacityBits) {
        return doubleBuffered ? capacityBits / 2 : capacityBits;
    }
}
