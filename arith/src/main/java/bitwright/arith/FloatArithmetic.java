package bitwright.arith;

/**
 * Arithmetic on the codes of a floating-point format: every operation is the exact result rounded once.
 *
 * @param format the format of operands and results
 * @param rounding how results round
 * @param overflow what happens to results beyond the range
 */
public record FloatArithmetic(FloatFormat format, Rounding rounding, Overflow overflow) {
    /** Nearest-even, overflowing to infinity or NaN, as IEEE 754 and ml_dtypes do. */
    public FloatArithmetic(FloatFormat format) {
        this(format, Rounding.NEAREST_EVEN, Overflow.INFINITY);
    }

    /** a + b. */
    public int add(int a, int b) {
        return sum(format.decode(a), format.decode(b));
    }

    /** a − b. */
    public int subtract(int a, int b) {
        return sum(format.decode(a), -format.decode(b));
    }

    /** a · b. */
    public int multiply(int a, int b) {
        return round(format.decode(a) * format.decode(b)); // two significands of 24 bits: exact in a double
    }

    /** a / b; x / 0 is an infinity of the right sign, 0 / 0 NaN. */
    public int divide(int a, int b) {
        return round(RoundToOdd.divide(format.decode(a), format.decode(b)));
    }

    /** √a; NaN below zero. */
    public int sqrt(int a) {
        return round(RoundToOdd.sqrt(format.decode(a)));
    }

    /** a · b + c with a single rounding. */
    public int multiplyAdd(int a, int b, int c) {
        return sum(format.decode(a) * format.decode(b), format.decode(c));
    }

    private int sum(double a, double b) {
        double sum = RoundToOdd.add(a, b);
        boolean cancels = sum == 0 && Math.copySign(1, a) != Math.copySign(1, b);
        return round(cancels && rounding == Rounding.DOWN ? -0.0 : sum); // IEEE 754, 6.3
    }

    private int round(double value) {
        return format.encode(value, rounding, overflow);
    }
}
