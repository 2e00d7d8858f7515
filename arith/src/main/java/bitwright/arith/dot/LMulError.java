package bitwright.arith.dot;

import bitwright.arith.Check;

/**
 * The error of L-Mul against exact products for one number of fraction bits, over all pairs of fractions.
 *
 * @param mantissaBits fraction bits of both operands
 * @param adder relative error of the adder
 * @param equation relative error of the equation
 * @param meanFractionProduct mean of xm · ym, the term that the offset stands for
 * @param offset 2^−l
 * @param roundedProduct mean magnitude of the relative error of the exact product rounded to nearest even
 */
public record LMulError(
        int mantissaBits,
        Error adder,
        Error equation,
        double meanFractionProduct,
        double offset,
        double roundedProduct) {
    /** Relative errors: their mean, the mean and the maximum of their magnitudes. */
    public record Error(double mean, double meanMagnitude, double maxMagnitude) {}

    /** The errors of a number of fraction bits, 1 to 12. */
    public static LMulError of(int mantissaBits) {
        Check.between("mantissaBits", mantissaBits, 1, 12);
        int steps = 1 << mantissaBits;
        double offset = Math.scalb(1.0, -LMul.offsetExponent(mantissaBits));
        double[] adder = new double[3];
        double[] equation = new double[3];
        double fractionProduct = 0;
        double rounded = 0;
        for (int i = 0; i < steps; i++) {
            for (int k = 0; k < steps; k++) {
                double x = (double) i / steps;
                double y = (double) k / steps;
                double exact = (1 + x) * (1 + y);
                double sum = x + y + offset;
                int carries = (int) sum;
                note(adder, Math.scalb(1 + sum - carries, carries) / exact - 1);
                note(equation, (1 + sum) / exact - 1);
                fractionProduct += x * y;
                rounded += Math.abs(round(exact, mantissaBits) / exact - 1);
            }
        }
        double pairs = (double) steps * steps;
        return new LMulError(
                mantissaBits,
                error(adder, pairs),
                error(equation, pairs),
                fractionProduct / pairs,
                offset,
                rounded / pairs);
    }

    private static void note(double[] sums, double error) {
        sums[0] += error;
        sums[1] += Math.abs(error);
        sums[2] = Math.max(sums[2], Math.abs(error));
    }

    private static Error error(double[] sums, double pairs) {
        return new Error(sums[0] / pairs, sums[1] / pairs, sums[2]);
    }

    private static double round(double product, int mantissaBits) {
        int shift = mantissaBits - Math.getExponent(product);
        return Math.scalb(Math.rint(Math.scalb(product, shift)), -shift);
    }
}
