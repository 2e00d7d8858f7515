package bitwright.workload.quantise;

import bitwright.workload.IntegerFormat;
import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.QRDecomposition;

/**
 * Binary coding with powers of two, for shift-and-add hardware: a weight is ±α₁ ±α₂ … ±α_q, the α being powers of two
 * that a group shares (ShiftAddLLM: You et al., arXiv 2406.05981, after the binary-coding quantisation that
 * it builds on). The α are found greedily, each the mean of what is left, then by turns with the signs by least squares,
 * and rounded to powers of two of the nearest logarithm; the better of both fits is kept. Codes are in units of the least α.
 * The paper does not bound how far the α lie apart; here the least is no less than the largest over 4^q, so that codes
 * have a width.
 *
 * @param bits q, the number of binary digits, 1 to 4
 * @param group {@link #TENSOR}, {@link #CHANNEL} or a number of weights along a line
 */
public record BinaryCodedSteps(int bits, int group, Blocks.Lines lines) implements WeightFormat {
    private static final int TURNS = 4;

    public BinaryCodedSteps {
        if (bits < 1 || bits > 4) {
            throw new IllegalArgumentException("binary coding has between 1 and 4 digits, got " + bits);
        }
    }

    @Override
    public String name() {
        return "bcq" + bits + Granularity.label(group, lines);
    }

    @Override
    public IntegerFormat codes() {
        return new IntegerFormat(2 * bits + 2, true); // below 2 · 4^q, and a sign
    }

    @Override
    public double storedBits() {
        return bits;
    }

    @Override
    public Grid grid(float[] values, int from, int to) {
        float[] block = Arrays.copyOfRange(values, from, to);
        int[] greedy = exponents(greedy(block));
        int[] turned = exponents(alternating(block, greedy(block)));
        Grid first = grid(greedy);
        Grid second = grid(turned);
        return error(block, second) < error(block, first) ? second : first;
    }

    private double[] greedy(float[] block) {
        double[] alphas = new double[bits];
        double[] rest = new double[block.length];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = block[i];
        }
        for (int digit = 0; digit < bits; digit++) {
            double sum = 0;
            for (double value : rest) {
                sum += Math.abs(value);
            }
            alphas[digit] = sum / Math.max(1, rest.length);
            for (int i = 0; i < rest.length; i++) {
                rest[i] -= rest[i] < 0 ? -alphas[digit] : alphas[digit];
            }
        }
        return alphas;
    }

    /** By turns the nearest signs for the α, and the α of least squares for the signs. */
    private double[] alternating(float[] block, double[] start) {
        double[] alphas = start;
        for (int turn = 0; turn < TURNS && block.length >= bits; turn++) {
            double[][] normal = new double[bits][bits];
            double[] right = new double[bits];
            for (float value : block) {
                int signs = nearest(alphas, value);
                for (int a = 0; a < bits; a++) {
                    int one = (signs >> a & 1) == 0 ? -1 : 1;
                    right[a] += one * (double) value;
                    for (int b = 0; b < bits; b++) {
                        normal[a][b] += one * ((signs >> b & 1) == 0 ? -1 : 1);
                    }
                }
            }
            DecompositionSolver solver = new QRDecomposition(new Array2DRowRealMatrix(normal, false)).getSolver();
            if (!solver.isNonSingular()) {
                return alphas;
            }
            alphas = solver.solve(new ArrayRealVector(right, false)).toArray();
        }
        return alphas;
    }

    /** The signs, one a bit, whose sum is nearest to a value. */
    private static int nearest(double[] alphas, double value) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int signs = 0; signs < 1 << alphas.length; signs++) {
            double sum = 0;
            for (int a = 0; a < alphas.length; a++) {
                sum += (signs >> a & 1) == 0 ? -alphas[a] : alphas[a];
            }
            if (Math.abs(sum - value) < least) {
                least = Math.abs(sum - value);
                best = signs;
            }
        }
        return best;
    }

    /** The powers of two nearest by logarithm, from the largest on, none further from it than codes reach. */
    private int[] exponents(double[] alphas) {
        int[] exponents = new int[alphas.length];
        for (int i = 0; i < exponents.length; i++) {
            double size = Math.abs(alphas[i]);
            int floor = size == 0 ? Float.MIN_EXPONENT : Math.getExponent(size);
            // Nearest by logarithm: up from the square root of two on.
            exponents[i] = size * size >= Math.scalb(1.0, 2 * floor + 1) ? floor + 1 : floor;
            exponents[i] = Math.max(Float.MIN_EXPONENT + 2 * bits, Math.min(Float.MAX_EXPONENT - 2, exponents[i]));
        }
        int largest = Arrays.stream(exponents).max().orElseThrow();
        return Arrays.stream(exponents)
                .map(e -> Math.max(e, largest - 2 * bits))
                .sorted()
                .toArray();
    }

    private static Grid grid(int[] exponents) {
        int[] levels = new int[1 << exponents.length];
        for (int signs = 0; signs < levels.length; signs++) {
            for (int a = 0; a < exponents.length; a++) {
                int power = 1 << exponents[a] - exponents[0];
                levels[signs] += (signs >> a & 1) == 0 ? -power : power;
            }
        }
        Arrays.sort(levels);
        return new Levels(Math.scalb(1f, exponents[0]), levels);
    }

    private static double error(float[] block, Grid grid) {
        double error = 0;
        for (float value : block) {
            double off = value - (double) grid.code(value) * grid.scale();
            error += off * off;
        }
        return error;
    }

    private record Levels(float scale, int[] levels) implements Grid {
        @Override
        public int code(double value) {
            double steps = value / scale;
            int best = levels[0];
            for (int level : levels) {
                best = Math.abs(level - steps) < Math.abs(best - steps) ? level : best;
            }
            return best;
        }
    }
}
