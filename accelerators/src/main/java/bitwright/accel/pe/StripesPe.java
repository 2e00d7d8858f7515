package bitwright.accel.pe;

import bitwright.accel.pe.Bill.Per;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.sim.trace.Signal;
import java.util.List;

/**
 * The serial inner-product unit of Stripes (Judd et al., MICRO 2016): activations come one bit a cycle, least
 * significant first, weights whole. With {@code activationPrecision: dynamic} it is the unit of Dynamic Stripes
 * (arXiv 1706.00504), where a group's widest activation decides.
 *
 * <p>Three pipeline stages, tree, serial accumulator, output accumulator (the split is inferred).
 */
@Doc("Serial inner-product unit of Stripes: activations bit by bit, weights whole.")
public record StripesPe(
        @Doc("Operand pairs a step.") @Range(min = 1, max = 64)
        int lanes,

        @Doc("Widest operand in bits; wider ones are composed.") @Range(min = 1, max = 16) @Default("16")
        int operandBits,

        @Doc("Where an activation's width comes from.") @Default("profiled")
        PrecisionRule activationPrecision,

        @Doc("Width of the output accumulator in bits.") @Range(min = 2, max = 64) @Default("32")
        int accumulatorBits)
        implements LanePe {

    public StripesPe {
        Check.ranges(StripesPe.class, lanes, operandBits, activationPrecision, accumulatorBits);
        activationPrecision.requireOfActivations();
    }

    @Override
    public int activationGroup() {
        return activationPrecision.group();
    }

    @Override
    public Cost cost(LayerPrecision precision) {
        if (!activationPrecision.ofGroup()) {
            return Cost.fixed(precision.activationBits());
        }
        int sign = precision.activationsSigned() ? 1 : 0;
        return new Cost.Product(new MagnitudeDetector(activationPrecision, false, sign, 1), GroupStat.constant(1));
    }

    @Override
    public Bill bill(LayerPrecision precision) {
        int treeBits = treeBits(precision);
        int serialBits = serialBits(precision);
        return new Bill()
                .lane(Per.STEP, "register.write", precision.weightBits(), 1) // the weight
                .lane(Per.CYCLE, "and", precision.weightBits(), 1)
                .tree(Per.CYCLE, lanes, Operands.signedWeightBits(precision), treeBits)
                .pe(Per.CYCLE, "register.write", treeBits, 1)
                .pe(Per.CYCLE, "add.int", serialBits, 1)
                .pe(Per.CYCLE, "register.write", serialBits, 1)
                .pe(Per.STEP, "add.int", accumulatorBits, 1)
                .pe(Per.STEP, "register.write", accumulatorBits, 1);
    }

    private int treeBits(LayerPrecision precision) {
        return Operands.signedWeightBits(precision) + 32 - Integer.numberOfLeadingZeros(lanes);
    }

    private int serialBits(LayerPrecision precision) {
        return treeBits(precision) + precision.activationBits();
    }

    @Override
    public Dot dot(int[] weights, int[] activations, Control control, LayerPrecision precision, Bill.Sink actions) {
        Operands.require(weights, activations, lanes, precision);
        int passes = control.activationStat();
        long sum = 0;
        int lowest = control.activationShift();
        for (int bit = lowest; bit < lowest + passes; bit++) {
            long tree = tree(weights, activations, bit);
            boolean negative = precision.activationsSigned() && bit == lowest + passes - 1;
            sum += negative ? -(tree << bit) : tree << bit;
        }
        bill(precision).chargeGroup(control, passes, weights.length, actions);
        return new Dot(sum, passes);
    }

    /** The adder tree: the weights of the lanes whose activation has this bit. */
    private static long tree(int[] weights, int[] activations, int bit) {
        long tree = 0;
        for (int lane = 0; lane < weights.length; lane++) {
            tree += -(activations[lane] >> Math.min(bit, 31) & 1) & weights[lane];
        }
        return tree;
    }

    @Override
    public DotKernel kernel(int[][] filters, LayerPrecision precision) {
        return new SerialKernel(filters, precision);
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

    /** A bit at a time. */
    @Override
    public int activationWires(LayerPrecision precision) {
        return 1;
    }

    @Override
    public int activationStorageBits(LayerPrecision precision) {
        return precision.activationBits();
    }

    @Override
    public int weightStorageBits(LayerPrecision precision) {
        return Operands.container(precision.weightBits());
    }

    @Override
    public double peakMacsPerCycle() {
        return lanes * (operandBits / 16.0) / 16.0;
    }

    /** The tree's register, the serial accumulator, the output. */
    private final class Registers extends PipelinedDatapath {
        private final LayerPrecision precision;
        private int[] weights;
        private int[] activations;
        private int lastBit;
        private int bit;
        private boolean treeValid;
        private long tree;
        private int treeBit;
        private boolean treeNegative;
        private boolean treeLast;
        private long treeTag;
        private long serial;
        private boolean serialDone;
        private long serialTag;

        Registers(LayerPrecision precision) {
            this.precision = precision;
        }

        @Override
        public boolean ready() {
            return weights == null;
        }

        @Override
        protected void load(int[] newWeights, int[] newActivations, Control control) {
            weights = newWeights;
            activations = newActivations;
            bit = control.activationShift();
            lastBit = bit + control.activationStat() - 1;
        }

        @Override
        public void tick() {
            emit(serialDone, serial, serialTag);
            if (serialDone) {
                serial = 0;
                serialDone = false;
            }
            if (treeValid) {
                serial += treeNegative ? -(tree << treeBit) : tree << treeBit;
                serialDone = treeLast;
                serialTag = treeTag;
            }
            treeValid = weights != null;
            if (treeValid) {
                tree = tree(weights, activations, bit);
                treeBit = bit;
                treeLast = bit == lastBit;
                treeNegative = precision.activationsSigned() && treeLast;
                treeTag = tag();
                bit++;
                if (treeLast) {
                    weights = null;
                    activations = null;
                }
            }
        }

        @Override
        public boolean idle() {
            return weights == null && !treeValid && !serialDone;
        }

        @Override
        public List<Signal> registers() {
            return List.of(
                    Signal.unsigned("bit", 6, () -> bit).when(() -> weights != null),
                    Signal.flag("tree_valid", () -> treeValid),
                    Signal.flag("tree_negative", () -> treeNegative).when(() -> treeValid),
                    Signal.signed("tree", treeBits(precision), () -> tree).when(() -> treeValid),
                    Signal.flag("serial_done", () -> serialDone),
                    Signal.signed("serial", serialBits(precision), () -> serial));
        }
    }
}
