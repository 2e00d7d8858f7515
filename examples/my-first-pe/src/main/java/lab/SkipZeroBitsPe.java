package lab;

import bitwright.accel.pe.Bill;
import bitwright.accel.pe.Bill.Per;
import bitwright.accel.pe.Control;
import bitwright.accel.pe.Cost;
import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.LayerPrecision;
import bitwright.accel.pe.Work;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;

/** Bit-serial lanes that spend a cycle for each set bit of their activation's magnitude; the PE waits for its slowest lane. */
@Doc("Bit-serial lanes that leave out zero bits.")
public record SkipZeroBitsPe(
        @Doc("Operand pairs a step.") @Range(min = 1, max = 64)
        int lanes) implements LanePe {

    public SkipZeroBitsPe {
        Check.ranges(SkipZeroBitsPe.class, lanes);
    }

    private static int setBits(int activation) {
        return Integer.bitCount(Math.abs(activation));
    }

    @Override
    public Cost cost(LayerPrecision precision) {
        return Cost.slowestLane(SkipZeroBitsPe::setBits);
    }

    /** For each set bit a lane shifts its weight and adds it to its own sum; at the end of a step the lanes are summed. */
    @Override
    public Bill bill(LayerPrecision precision) {
        int productBits = precision.activationBits() + precision.weightBits();
        return new Bill()
                .lane(Per.CYCLE, "shift", productBits, 1)
                .lane(Per.CYCLE, "add.int", productBits, 1)
                .lane(Per.CYCLE, "register.write", productBits, 1)
                .lane(Per.STEP, "add.int", accumulatorBits(), 1)
                .pe(Per.STEP, "register.write", accumulatorBits(), 1);
    }

    @Override
    public Dot dot(int[] weights, int[] activations, Control control, LayerPrecision precision, Bill.Sink actions) {
        precision.require(weights, activations, lanes);
        long sum = 0;
        int slowest = 1;
        int additions = 0;
        for (int lane = 0; lane < weights.length; lane++) {
            long product = 0;
            for (int rest = Math.abs(activations[lane]); rest != 0; rest &= rest - 1) { // clears the lowest set bit
                product += (long) weights[lane] << Integer.numberOfTrailingZeros(rest);
                additions++;
            }
            sum += activations[lane] < 0 ? -product : product;
            slowest = Math.max(slowest, setBits(activations[lane]));
        }
        bill(precision).charge(new Work(1, slowest, 0, 0), new Work(weights.length, additions, 0, 0), actions);
        return new Dot(sum, slowest);
    }
}
