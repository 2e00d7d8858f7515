package bitwright.accel.memory;

import bitwright.sim.memory.Sram;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import java.util.List;
import java.util.Optional;

/** A machine's on-chip buffers and how they are used. A layer is cut into tiles that fit them. */
@Doc("On-chip buffers: what a layer is cut to fit, what an access costs, how operands are reused.")
public record Buffers(
        @Doc("Buffer of activations.") @Default("{ sizeKiB: 1024 }")
        Sram activations,

        @Doc("Buffer of weights.") @Default("{ sizeKiB: 1024 }")
        Sram weights,

        @Doc("Buffer of outputs; left out: they share that of the activations.")
        Optional<Sram> outputs,

        @Doc("Whether operands of tiles to come are fetched while the array works; otherwise it waits for each tile's.")
        @Default("true")
        boolean doubleBuffered,

        @Doc("Which operand stays where not both fit: least-traffic, weights-stay or activations-stay.")
        @Default("least-traffic")
        Reuse reuse) {
    /** The activation buffer as a component. */
    public static final String ACTIVATION_BUFFER = "activation buffer";

    /** The weight buffer as a component. */
    public static final String WEIGHT_BUFFER = "weight buffer";

    public Buffers {
        Check.ranges(Buffers.class, activations, weights, outputs, doubleBuffered, reuse);
    }

    /** Buffers that the array never waits for, double-buffered, with the reuse of least traffic. */
    public Buffers(int activationKiB, int weightKiB) {
        this(Sram.ofKiB(activationKiB), Sram.ofKiB(weightKiB), Optional.empty(), true, Reuse.LEAST_TRAFFIC);
    }

    /** The buffer that outputs lie in. */
    public Sram outputBuffer() {
        return outputs.orElse(activations);
    }

    /** The name of what it is, as a component. */
    public String outputBufferName() {
        return outputs.isPresent() ? "output buffer" : ACTIVATION_BUFFER;
    }

    /** Every buffer once. */
    public List<Sram> all() {
        return outputs.map(own -> List.of(activations, weights, own)).orElse(List.of(activations, weights));
    }

    /** What a block of an operand may take so that the next one finds room beside it. */
    public long blockBits(long capacityBits) {
        return doubleBuffered ? capacityBits / 2 : capacityBits;
    }
}
