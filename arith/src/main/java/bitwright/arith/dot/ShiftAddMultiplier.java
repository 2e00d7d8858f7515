package bitwright.arith.dot;

import bitwright.arith.Check;
import bitwright.arith.NumberFormat;

/**
 * A product with a narrow integer as a sum of gated copies of the left operand, each shifted to its bit's place, the highest
 * bit of a negative one subtracted. A float is shifted by adding to its exponent. Exact for left operands of up to 32 bits.
 *
 * @param left format of what is shifted
 * @param right format of the integer, two's complement or unsigned
 * @param bits of the integer, 1 to 16
 */
public record ShiftAddMultiplier(NumberFormat left, NumberFormat right, int bits) implements Multiplier {
    public ShiftAddMultiplier {
        Check.between("bits", bits, 1, 16);
        Check.between("bits of the left operand", left.bits(), 1, 32);
    }

    @Override
    public double product(int a, int b) {
        double copy = left.decode(a);
        int integer = (int) right.decode(b);
        int top = integer < 0 ? bits - 1 : bits;
        double sum = integer < 0 ? -Math.scalb(copy, top) : 0;
        for (int bit = 0; bit < top; bit++) {
            if ((integer >> bit & 1) != 0) {
                sum += Math.scalb(copy, bit);
            }
        }
        return sum;
    }
}
