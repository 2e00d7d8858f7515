package bitwright.accel.pe;

import bitwright.accel.pe.Bill.Per;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;

/**
 * Bit planes of bipolar integers (arXiv 2409.17870): a product of p-bit weights and q-bit activations is p · q products of
 * one-bit vectors, each an XNOR and a count of ones, one a cycle. A bit is worth plus or minus its weight, so n bits hold the
 * odd integers from −(2ⁿ − 1) to 2ⁿ − 1.
 *
 * <p>A two's complement integer a becomes the bipolar 2a + 1, a plain one 2a − (2ⁿ − 1): in bits, its top bit inverted, or
 * itself. Then Σ a·w = (Σ A·W + o_w Σ A + o_a Σ W + K o_a o_w) / 4 with a = (A + o) / 2. Σ A is counted beside the planes, one
 * more count a cycle of weights' first plane; Σ W is a constant of each filter. The paper runs on graphics processors; the unit,
 * and one plane pair a cycle, are inferred.
 */
@Doc("Bit planes of bipolar integers: one XNOR and count of ones a pair of planes and cycle.")
public record BipolarPe(
        @Doc("Operand pairs a step.") @Range(min = 1, max = 64)
        int lanes,

        @Doc("Widest operand in bits; wider ones are composed.") @Range(min = 1, max = 16) @Default("8")
        int operandBits,

        @Doc("Width of the output accumulator in bits.") @Range(min = 2, max = 64) @Default("32")
        int accumulatorBits)
        implements LanePe {
    public BipolarPe {
        Check.ranges(BipolarPe.class, lanes, operandBits, accumulatorBits);
    }

    private static int cycles(LayerPrecision precision) {
        return precision.activationBits() * precision.weightBits();
    }

    @Override
    public Cost cost(LayerPrecision precision) {
        return Cost.fixed(cycles(precision));
    }

    @Override
    public Bill bill(LayerPrecision precision) {
        int countBits = 32 - Integer.numberOfLeadingZeros(lanes);
        return new Bill()
                .lane(Per.CYCLE, "register.write", 1, 1) // the weight's bit
                .lane(Per.CYCLE, "xor", 1, 1)
                .tree(Per.CYCLE, lanes, 1, countBits)
                .pe(Per.CYCLE, "shift", accumulatorBits, 1)
                .pe(Per.CYCLE, "add.int", accumulatorBits, 1)
                .pe(Per.CYCLE, "register.write", accumulatorBits, 1)
                // Σ A: the activations' planes are counted once a step
                .tree(Per.STEP, lanes, precision.activationBits(), precision.activationBits() + countBits)
                .pe(Per.STEP, "add.int", accumulatorBits, 2);
    }

    @Override
    public Dot dot(int[] weights, int[] activations, Control control, LayerPrecision precision, Bill.Sink actions) {
        Operands.require(weights, activations, lanes, precision);
        int p = precision.weightBits();
        int q = precision.activationBits();
        int count = weights.length;
        long all = count == 64 ? -1L : (1L << count) - 1;
        long products = 0;
        long sumOfActivations = 0;
        long sumOfWeights = 0;
        for (int j = 0; j < q; j++) {
            long activation = bipolar(activations, j, q, precision.activationsSigned(), all);
            sumOfActivations += (2L * Long.bitCount(activation) - count) << j;
            for (int i = 0; i < p; i++) {
                long weight = bipolar(weights, i, p, precision.weightsSigned(), all);
                products += ((long) count - 2L * Long.bitCount(activation ^ weight)) << i + j;
            }
        }
        for (int i = 0; i < p; i++) {
            long weight = bipolar(weights, i, p, precision.weightsSigned(), all);
            sumOfWeights += (2L * Long.bitCount(weight) - count) << i;
        }
        long offsetA = offset(q, precision.activationsSigned());
        long offsetW = offset(p, precision.weightsSigned());
        long four = products + offsetW * sumOfActivations + offsetA * sumOfWeights + count * offsetA * offsetW;
        int cycles = cycles(precision);
        bill(precision).chargeGroup(control, cycles, count, actions);
        return new Dot(four >> 2, cycles); // exact: a multiple of four
    }

    /** A plane of the bipolar code: the top bit of a two's complement number is inverted. */
    private static long bipolar(int[] values, int bit, int bits, boolean signed, long all) {
        long plane = Operands.plane(values, bit);
        return (signed && bit == bits - 1 ? ~plane : plane) & all;
    }

    /** What is added to a bipolar number before it is halved. */
    private static long offset(int bits, boolean signed) {
        return signed ? -1 : (1L << bits) - 1;
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
    public int activationWires(LayerPrecision precision) {
        return 1;
    }
}
