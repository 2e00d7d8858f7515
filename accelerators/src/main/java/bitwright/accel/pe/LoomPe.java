package bitwright.accel.pe;

import bitwright.accel.pe.Bill.Per;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.sim.trace.Signal;
import java.util.List;

/**
 * The serial inner-product unit (SIP) of Loom (Sharify et al., DAC 2018, arXiv 1706.07853): both operands bit by bit.
 * For each weight bit, all activation bits pass, {@code bitsPerCycle} at a time, so a step takes {@code
 * ceil(activation width / bitsPerCycle) · weight width} cycles. Two's complement: the planes of the sign bits are
 * negated.
 *
 * <p>Four pipeline stages: one-bit products with their tree, AC1 over a weight bit's activation bits, AC2 over the
 * weight bits, output accumulator. Weights are loaded bit plane by bit plane while the previous one is in use; only the
 * first load shows. (AC1 and AC2 as recalled from the paper, the stage split inferred.)
 */
@Doc("Serial inner-product unit of Loom: activations and weights bit by bit.")
public record LoomPe(
        @Doc("Operand pairs a step.") @Range(min = 1, max = 64)
        int lanes,

        @Doc("Activation bits a cycle; the paper's variants are 1, 2 and 4.") @Range(min = 1, max = 16)
        int bitsPerCycle,

        @Doc("Where an activation's width comes from.") PrecisionRule activationPrecision,
        @Doc("Where a weight's width comes from.") PrecisionRule weightPrecision,

        @Doc("Widest operand in bits; wider ones are composed.") @Range(min = 1, max = 16) @Default("16")
        int operandBits,

        @Doc("Width of the output accumulator in bits.") @Range(min = 2, max = 64) @Default("32")
        int accumulatorBits)
        implements LanePe {

    public LoomPe {
        Check.ranges(
                LoomPe.class, lanes, bitsPerCycle, activationPrecision, weightPrecision, operandBits, accumulatorBits);
        activationPrecision.requireOfActivations();
        Check.that(
                !weightPrecision.trailingZeros(),
                "weightPrecision",
                "cannot leave out trailing zeros: weights come from their lowest bit on");
    }

    @Override
    public int activationGroup() {
        return activationPrecision.group();
    }

    @Override
    public int weightGroup() {
        return weightPrecision.group();
    }

    @Override
    public Cost cost(LayerPrecision precision) {
        GroupStat passes = activationPrecision.ofGroup()
                ? detector(activationPrecision, precision.activationsSigned(), bitsPerCycle)
                : GroupStat.constant((precision.activationBits() + bitsPerCycle - 1) / bitsPerCycle);
        GroupStat weightBits = weightPrecision.ofGroup()
                ? detector(weightPrecision, precision.weightsSigned(), 1)
                : GroupStat.constant(precision.weightBits());
        return new Cost.Product(passes, weightBits);
    }

    /**
     * Reports the two's complement width with at least one bit beside the sign, as DNNsim counts it. Trailing zeros are
     * those of the magnitude, so where they are looked for the width is the magnitude's too, and the sign's bit.
     */
    private static GroupStat detector(PrecisionRule rule, boolean signed, int perCycle) {
        return new MagnitudeDetector(rule, !rule.trailingZeros(), signed ? 1 : 0, perCycle);
    }

    @Override
    public Bill bill(LayerPrecision precision) {
        int treeBits = treeBits();
        int ac1Bits = ac1Bits(precision);
        int ac2Bits = ac2Bits(precision);
        return new Bill()
                .lane(Per.WEIGHT_STAT, "register.write", 1, 1) // the weight register, one bit at a time
                .lane(Per.CYCLE, "and", 1, bitsPerCycle)
                .tree(Per.CYCLE, lanes, bitsPerCycle, treeBits)
                .pe(Per.CYCLE, "register.write", treeBits, 1)
                .pe(Per.CYCLE, "add.int", ac1Bits, 1)
                .pe(Per.CYCLE, "register.write", ac1Bits, 1)
                .pe(Per.WEIGHT_STAT, "add.int", ac2Bits, 1)
                .pe(Per.WEIGHT_STAT, "register.write", ac2Bits, 1)
                .pe(Per.STEP, "add.int", accumulatorBits, 1)
                .pe(Per.STEP, "register.write", accumulatorBits, 1);
    }

    /** All lanes at once, each with all the bits of a pass, and a sign. */
    private int treeBits() {
        return 33 - Integer.numberOfLeadingZeros(lanes * ((1 << bitsPerCycle) - 1));
    }

    /** The last pass may reach beyond the activation's width by all bits of a pass but one. */
    private int ac1Bits(LayerPrecision precision) {
        return 32 - Integer.numberOfLeadingZeros(lanes) + precision.activationBits() + bitsPerCycle - 1;
    }

    private int ac2Bits(LayerPrecision precision) {
        return ac1Bits(precision) + precision.weightBits();
    }

    @Override
    public Dot dot(int[] weights, int[] activations, Control control, LayerPrecision precision, Bill.Sink actions) {
        Operands.require(weights, activations, lanes, precision);
        int activationBits = control.activationStat() * bitsPerCycle;
        int weightBits = control.weightStat();
        int lowest = control.activationShift();
        long sum = 0;
        for (int w = 0; w < weightBits; w++) {
            long weightPlane = Operands.plane(weights, w);
            for (int a = lowest; a < lowest + activationBits; a++) {
                long ones = Long.bitCount(weightPlane & Operands.plane(activations, a));
                boolean weightSign = precision.weightsSigned() && w == weightBits - 1;
                boolean activationSign = precision.activationsSigned() && a == lowest + activationBits - 1;
                boolean negative = weightSign != activationSign;
                sum += negative ? -(ones << w + a) : ones << w + a;
            }
        }
        int cycles = control.activationStat() * weightBits;
        bill(precision).chargeGroup(control, cycles, weights.length, actions);
        return new Dot(sum, cycles);
    }

    @Override
    public DotKernel kernel(int[][] filters, LayerPrecision precision) {
        return new BitPlaneKernel(filters, precision);
    }

    @Override
    public Datapath datapath(LayerPrecision precision) {
        return new Registers(precision);
    }

    @Override
    public int drainCycles() {
        return 3;
    }

    @Override
    public int weightLoadCycles() {
        return 1;
    }

    @Override
    public int activationStorageBits(LayerPrecision precision) {
        return precision.activationBits();
    }

    @Override
    public int weightStorageBits(LayerPrecision precision) {
        return precision.weightBits();
    }

    @Override
    public double peakMacsPerCycle() {
        return lanes * bitsPerCycle / 256.0;
    }

    /** One-bit weight registers, the tree's register, AC1, AC2, the output. */
    private final class Registers extends PipelinedDatapath {
        private final LayerPrecision precision;

        private int[] weights;
        private int[] activations;
        private int passes;
        private int weightBits;
        private int pass;
        private int shift;
        private int weightBit;
        /** The weight registers: one bit of each lane's weight. */
        private long weightPlane;

        private boolean treeValid;
        private long tree;
        private int treeShift;
        private boolean treeLastPass;
        private int treeWeightBit;
        private boolean treeLastWeightBit;
        private long treeTag;

        private long ac1;
        private boolean ac1Done;
        private int ac1WeightBit;
        private boolean ac1LastWeightBit;
        private long ac1Tag;

        private long ac2;
        private boolean ac2Done;
        private long ac2Tag;

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
            passes = control.activationStat();
            weightBits = control.weightStat();
            pass = 0;
            shift = control.activationShift();
            weightBit = 0;
            weightPlane = Operands.plane(newWeights, 0);
        }

        @Override
        public void tick() {
            emit();
            accumulateWeightBits();
            accumulateActivationBits();
            multiplyBits();
        }

        private void emit() {
            emit(ac2Done, ac2, ac2Tag);
            if (ac2Done) {
                ac2 = 0;
                ac2Done = false;
            }
        }

        private void accumulateWeightBits() {
            if (ac1Done) {
                boolean negative = precision.weightsSigned() && ac1LastWeightBit;
                ac2 += negative ? -(ac1 << ac1WeightBit) : ac1 << ac1WeightBit;
                ac2Done = ac1LastWeightBit;
                ac2Tag = ac1Tag;
                ac1 = 0;
                ac1Done = false;
            }
        }

        private void accumulateActivationBits() {
            if (treeValid) {
                ac1 += tree << treeShift;
                ac1Done = treeLastPass;
                ac1WeightBit = treeWeightBit;
                ac1LastWeightBit = treeLastWeightBit;
                ac1Tag = treeTag;
            }
        }

        private void multiplyBits() {
            treeValid = weights != null;
            if (!treeValid) {
                return;
            }
            tree = 0;
            boolean lastPass = pass == passes - 1;
            for (int b = 0; b < bitsPerCycle; b++) {
                long ones = Long.bitCount(weightPlane & Operands.plane(activations, shift + pass * bitsPerCycle + b));
                boolean negative = precision.activationsSigned() && lastPass && b == bitsPerCycle - 1;
                tree += negative ? -(ones << b) : ones << b;
            }
            treeShift = shift + pass * bitsPerCycle;
            treeLastPass = lastPass;
            treeWeightBit = weightBit;
            treeLastWeightBit = weightBit == weightBits - 1;
            treeTag = tag();
            pass++;
            if (lastPass) {
                pass = 0;
                weightBit++;
                if (treeLastWeightBit) {
                    weights = null;
                    activations = null;
                } else {
                    weightPlane = Operands.plane(weights, weightBit);
                }
            }
        }

        @Override
        public boolean idle() {
            return weights == null && !treeValid && !ac1Done && !ac2Done;
        }

        @Override
        public List<Signal> registers() {
            return List.of(
                    Signal.unsigned("weight_bit", 6, () -> weightBit).when(() -> weights != null),
                    Signal.unsigned("pass", 6, () -> pass).when(() -> weights != null),
                    Signal.bits("weight_plane", lanes, () -> weightPlane).when(() -> weights != null),
                    Signal.flag("tree_valid", () -> treeValid),
                    Signal.unsigned("tree_shift", 6, () -> treeShift).when(() -> treeValid),
                    Signal.signed("tree", treeBits(), () -> tree).when(() -> treeValid),
                    Signal.flag("ac1_done", () -> ac1Done),
                    Signal.signed("ac1", ac1Bits(precision), () -> ac1),
                    Signal.flag("ac2_done", () -> ac2Done),
                    Signal.signed("ac2", ac2Bits(precision), () -> ac2));
        }
    }
}
