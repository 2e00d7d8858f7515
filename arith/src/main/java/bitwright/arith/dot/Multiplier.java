package bitwright.arith.dot;

import bitwright.arith.NumberFormat;

/** What makes a product of two codes; exact or not, its bits are defined. */
public interface Multiplier {
    /** Format of the left operand. */
    NumberFormat left();

    /** Format of the right operand. */
    NumberFormat right();

    /** The value of the product. */
    double product(int a, int b);

    /**
     * What {@link #product} leaves out because a double cannot hold it: zero unless the product of two wide significands
     * (more than 53 bits in both together) is exact by definition.
     */
    default double remainder(int a, int b) {
        return 0;
    }
}
