package bitwright.accel.pe;

import bitwright.accel.pe.Bill.Per;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import java.util.Optional;

/**
 * A unit for weights of −1, 0 and 1, as networks without multiplications have them (MatMul-free language models, arXiv
 * 2406.02528; BitNet b1.58): every lane adds its activation, subtracts it or leaves it out, an adder tree sums the lanes.
 */
@Doc("Unit for ternary weights: lanes add, subtract or skip, without a multiplier.")
public record TernaryPe(
        @Doc("Operand pairs a step.") @Range(min = 1, max = 1024)
        int lanes,

        @Doc("Widest activation in bits; wider ones are composed.") @Range(min = 2, max = 16) @Default("8")
        int operandBits,

        @Doc("Width of the output accumulator in bits.") @Range(min = 2, max = 64) @Default("32")
        int accumulatorBits)
        implements LanePe {
    private static final int WEIGHT_BITS = 2;

    public TernaryPe {
        Check.ranges(TernaryPe.class, lanes, operandBits, accumulatorBits);
    }

    @Override
    public Cost cost(LayerPrecision precision) {
        return Cost.fixed(1);
    }

    @Override
    public Optional<String> refusal(LayerPrecision precision) {
        return precision.weightBits() <= WEIGHT_BITS
                ? Optional.empty()
                : Optional.of(
                        "ternary PEs take weights of -1, 0 and 1, in 2 bits; these have " + precision.weightBits());
    }

    /** A selected activation with its sign; the carry of a subtraction enters the tree. */
    @Override
    public Bill bill(LayerPrecision precision) {
        int selected = Math.min(accumulatorBits, precision.activationBits() + 1);
        return new Bill()
                .lane(Per.STEP, "register.write", WEIGHT_BITS, 1)
                .lane(Per.STEP, "and", selected, 1)
                .lane(Per.STEP, "xor", selected, 1)
                .tree(Per.STEP, lanes, selected, accumulatorBits)
                .pe(Per.STEP, "add.int", accumulatorBits, 1)
                .pe(Per.STEP, "register.write", accumulatorBits, 1);
    }

    @Override
    public Dot dot(int[] weights, int[] activations, Control control, LayerPrecision precision, Bill.Sink actions) {
        Operands.require(weights, activations, lanes, precision);
        long sum = 0;
        for (int lane = 0; lane < weights.length; lane++) {
            switch (weights[lane]) {
                case 0 -> {}
                case 1 -> sum += activations[lane];
                case -1 -> sum -= activations[lane];
                default ->
                    throw new IllegalArgumentException(
                            "weight " + weights[lane] + " in lane " + lane + " is none of -1, 0 and 1");
            }
        }
        bill(precision).chargeGroup(control, 1, weights.length, actions);
        return new Dot(sum, 1);
    }

    @Override
    public int weightStorageBits(LayerPrecision precision) {
        return WEIGHT_BITS;
    }

    @Override
    public double peakMacsPerCycle() {
        return lanes * (operandBits / 16.0) * (WEIGHT_BITS / 16.0);
    }
}
