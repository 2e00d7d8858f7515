package bitwright.accel.systolic;

import bitwright.arith.dot.CarrySaveRegister;
import bitwright.arith.recoding.BoothCode;
import java.util.Arrays;

/**
 * Integer PEs whose sums are kept as sum and carry (OPT1 of arXiv 2503.06342): the left operand's Booth digits each add −2 to
 * 2 times the other one, a row of full adders a digit; the words are added where a sum leaves.
 */
final class CarrySaveSums implements PeSums {
    private final int columns;
    private final int last;
    private final OutputValues.Integers outputs;
    private CarrySaveRegister[] sums;
    private CarrySaveRegister[] next;

    /** Sums that, where they flow, flow by so many PEs. */
    CarrySaveSums(int columns, int pes, int bits, int outputs) {
        this.columns = columns;
        last = pes - columns;
        sums = registers(pes, bits);
        next = registers(pes, bits);
        this.outputs = new OutputValues.Integers(new long[outputs], bits);
    }

    private static CarrySaveRegister[] registers(int count, int bits) {
        var registers = new CarrySaveRegister[count];
        Arrays.setAll(registers, i -> new CarrySaveRegister(bits));
        return registers;
    }

    /** What a digit adds, not yet shifted to its place: the digit counts from the lowest. */
    static int partialProduct(int left, int other, int digit) {
        return BoothCode.digit(left, digit) * other;
    }

    private static void multiplyAdd(CarrySaveRegister sum, int left, int other) {
        if (left == 0) {
            return;
        }
        int digits = BoothCode.digits(Integer.SIZE - Integer.numberOfLeadingZeros(left ^ left >> 31) + 1, true);
        for (int digit = 0; digit < digits; digit++) {
            sum.add((long) partialProduct(left, other, digit) << 2 * digit);
        }
    }

    @Override
    public int idle() {
        return 0;
    }

    @Override
    public void accumulate(int[] left, int[] top) {
        for (int pe = 0; pe < sums.length; pe++) {
            multiplyAdd(sums[pe], left[pe], top[pe]);
        }
    }

    @Override
    public void clear(int pe) {
        sums[pe].clear();
    }

    @Override
    public void take(int pe, int output, int shift) {
        outputs.sums()[output] += sums[pe].total() << shift;
    }

    @Override
    public void flow(int[] streamed, int[] stationary) {
        CarrySaveRegister[] to = next;
        for (int pe = 0; pe < to.length; pe++) {
            if (pe < columns) {
                to[pe].clear();
            } else {
                to[pe].set(sums[pe - columns]);
            }
            multiplyAdd(to[pe], streamed[pe], stationary[pe]);
        }
        next = sums;
        sums = to;
    }

    @Override
    public void takeBottom(int column, int output, int shift) {
        take(last + column, output, shift);
    }

    @Override
    public double value(int pe) {
        return sums[pe].total();
    }

    @Override
    public OutputValues outputs() {
        return outputs;
    }
}
