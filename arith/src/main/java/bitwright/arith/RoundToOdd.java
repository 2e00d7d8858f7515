package bitwright.arith;

/**
 * Operations on doubles rounded to odd: exact results stay, inexact ones end in a set last bit.
 *
 * <p>A second rounding to at most 51 bits, in any direction, then gives what a single rounding of the exact result would
 * (Boldo and Melquiond, "Emulation of a FMA and correctly rounded sums", 2008). Operands must be such that no result
 * leaves the range of normal doubles; values of {@link FloatFormat} are.
 */
public final class RoundToOdd {
    private RoundToOdd() {}

    /** a + b. */
    public static double add(double a, double b) {
        double sum = a + b;
        double rounded = sum - a;
        double error = (a - (sum - rounded)) + (b - rounded); // exact (Knuth's two-sum)
        return toOdd(sum, error);
    }

    /** a · b. */
    public static double multiply(double a, double b) {
        double product = a * b;
        return toOdd(product, Math.fma(a, b, -product));
    }

    /** a · b + c where a · b must be exact in a double: at most 53 significant bits in both factors together. */
    public static double multiplyAdd(double a, double b, double c) {
        return add(a * b, c);
    }

    /** a / b. */
    public static double divide(double a, double b) {
        double quotient = a / b;
        double remainder = Math.fma(-quotient, b, a);
        return toOdd(quotient, b < 0 ? -remainder : remainder);
    }

    /** √a. */
    public static double sqrt(double a) {
        double root = Math.sqrt(a);
        return toOdd(root, Math.fma(-root, root, a));
    }

    /** The value nearest + error, |error| at most half the last place of nearest, as an odd double. */
    private static double toOdd(double nearest, double error) {
        if (error == 0 || Double.isNaN(error) || Double.isInfinite(nearest)) {
            return nearest;
        }
        long bits = Double.doubleToRawLongBits(nearest);
        if ((bits & 1) != 0) {
            return nearest;
        }
        return Double.longBitsToDouble((error > 0) == (nearest > 0) ? bits + 1 : bits - 1);
    }
}
