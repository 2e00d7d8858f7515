package bitwright.accel.pe;

import bitwright.accel.pe.Bill.Per;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.sim.trace.Signal;
import java.util.List;

/**
 * The shift-and-add unit of MixPE (arXiv 2411.16158) with lanes: for every bit of a weight a copy of the activation, shifted by
 * wires and gated by the bit, the highest bit of a signed weight subtracting its copy. As many bits as there are copies take a
 * cycle; wider weights come in slices from the lowest on.
 *
 * <p>Three registers, two edges from the last slice to the output: the tree's sum of a slice, the shifted sum of slices, the
 * output (the split is inferred). Scales and zero points of groups are the array's matter.
 */
@Doc("Shift-and-add unit in the manner of MixPE: a gated, shifted copy of the activation for every bit of a weight.")
public record ShiftAddPe(
        @Doc("Operand pairs a step.") @Range(min = 1, max = 1024)
        int lanes,

        @Doc("Weight bits a cycle, a copy of the activation each.") @Range(min = 1, max = 16) @Default("4")
        int copies,

        @Doc("Widest operand in bits; wider ones are composed.") @Range(min = 1, max = 16) @Default("8")
        int operandBits,

        @Doc("Width of the output accumulator in bits.") @Range(min = 2, max = 64) @Default("32")
        int accumulatorBits)
        implements LanePe {
    public ShiftAddPe {
        Check.ranges(ShiftAddPe.class, lanes, copies, operandBits, accumulatorBits);
    }

    private int slices(LayerPrecision precision) {
        return (precision.weightBits() + copies - 1) / copies;
    }

    @Override
    public Cost cost(LayerPrecision precision) {
        return Cost.fixed(slices(precision));
    }

    private static int signedActivationBits(LayerPrecision precision) {
        return precision.activationBits() + (precision.activationsSigned() ? 0 : 1);
    }

    private int laneBits(LayerPrecision precision) {
        return signedActivationBits(precision) + copies;
    }

    private int treeBits(LayerPrecision precision) {
        return Math.min(Long.SIZE, laneBits(precision) + 32 - Integer.numberOfLeadingZeros(lanes));
    }

    private int sumBits(LayerPrecision precision) {
        return Math.min(Long.SIZE, treeBits(precision) + precision.weightBits());
    }

    @Override
    public Bill bill(LayerPrecision precision) {
        int copyBits = signedActivationBits(precision);
        return new Bill()
                .lane(Per.STEP, "register.write", precision.weightBits(), 1)
                .lane(Per.CYCLE, "and", copyBits, copies)
                .lane(Per.CYCLE, "add.int", laneBits(precision), Math.max(0, copies - 1))
                .tree(Per.CYCLE, lanes, laneBits(precision), treeBits(precision))
                .pe(Per.CYCLE, "register.write", treeBits(precision), 1)
                .pe(Per.CYCLE, "add.int", sumBits(precision), 1) // slices are shifted by wires
                .pe(Per.CYCLE, "register.write", sumBits(precision), 1)
                .pe(Per.STEP, "add.int", accumulatorBits, 1)
                .pe(Per.STEP, "register.write", accumulatorBits, 1);
    }

    /** The sum of all lanes' copies for one slice of the weights, in units of the slice's lowest bit. */
    private long tree(int[] weights, int[] activations, int slice, LayerPrecision precision) {
        long sum = 0;
        int end = Math.min(precision.weightBits(), (slice + 1) * copies);
        for (int lane = 0; lane < weights.length; lane++) {
            for (int bit = slice * copies; bit < end; bit++) {
                if ((weights[lane] >> Math.min(bit, 31) & 1) != 0) {
                    long copy = (long) activations[lane] << bit - slice * copies;
                    boolean negative = precision.weightsSigned() && bit == precision.weightBits() - 1;
                    sum += negative ? -copy : copy;
                }
            }
        }
        return sum;
    }

    @Override
    public Dot dot(int[] weights, int[] activations, Control control, LayerPrecision precision, Bill.Sink actions) {
        Operands.require(weights, activations, lanes, precision);
        int slices = slices(precision);
        long sum = 0;
        for (int slice = 0; slice < slices; slice++) {
            sum += tree(weights, activations, slice, precision) << slice * copies;
        }
        bill(precision).chargeGroup(control, slices, weights.length, actions);
        return new Dot(sum, slices);
    }

    @Override
    public DotKernel kernel(int[][] filters, LayerPrecision precision) {
        return new ProductKernel(filters, precision);
    }

    @Override
    public Datapath datapath(LayerPrecision precision) {
        return new Registers(precision);
    }

    @Override
    public int drainCycles() {
        return 2;
    }

    @Override
    public int weightLoadCycles() {
        return 1;
    }

    /** The tree's register, the sum of slices, the output. */
    private final class Registers implements Datapath {
        private final LayerPrecision precision;
        private final int slices;
        private int[] weights;
        private int[] activations;
        private int slice;
        private long tag;
        private boolean treeValid;
        private long tree;
        private int treeSlice;
        private long treeTag;
        private long sum;
        private boolean sumDone;
        private long sumTag;
        private boolean outputValid;
        private long output;
        private long outputTag;

        Registers(LayerPrecision precision) {
            this.precision = precision;
            slices = slices(precision);
        }

        @Override
        public boolean ready() {
            return weights == null;
        }

        @Override
        public void start(int[] newWeights, int[] newActivations, Control control, long newTag) {
            if (!ready()) {
                throw new IllegalStateException("the operands of step " + tag + " are still in use");
            }
            weights = newWeights;
            activations = newActivations;
            slice = 0;
            tag = newTag;
        }

        @Override
        public void tick() {
            outputValid = sumDone;
            output = sum;
            outputTag = sumTag;
            sumDone = treeValid && treeSlice == slices - 1;
            if (treeValid) {
                sum = (treeSlice == 0 ? 0 : sum) + (tree << treeSlice * copies);
                sumTag = treeTag;
            }
            treeValid = weights != null;
            if (treeValid) {
                tree = ShiftAddPe.this.tree(weights, activations, slice, precision);
                treeSlice = slice;
                treeTag = tag;
                slice++;
                if (slice == slices) {
                    weights = null;
                }
            }
        }

        @Override
        public boolean hasOutput() {
            return outputValid;
        }

        @Override
        public long output() {
            return output;
        }

        @Override
        public long outputTag() {
            return outputTag;
        }

        @Override
        public boolean idle() {
            return weights == null && !treeValid && !sumDone;
        }

        @Override
        public List<Signal> registers() {
            return List.of(
                    Signal.unsigned("slice", 5, () -> slice),
                    Signal.flag("tree_valid", () -> treeValid),
                    Signal.signed("tree", treeBits(precision), () -> tree).when(() -> treeValid),
                    Signal.flag("sum_done", () -> sumDone),
                    Signal.signed("sum", sumBits(precision), () -> sum));
        }
    }
}
