package bitwright.arith.dot;

/** A running sum of products. */
public interface Accumulator {
    /** Sets the sum to zero. */
    void clear();

    /** Adds the value of a product, exactly as given. */
    void add(double product);

    /** Adds a product of which a double holds only the leading part; rounding accumulators refuse a remainder. */
    void add(double product, double remainder);

    /** The sum; an exact one is rounded to the nearest double. */
    double value();

    /** The sum with an exact one rounded to odd, so that rounding it to a format of at most 51 bits rounds once. */
    default double valueToOdd() {
        return value();
    }
}
