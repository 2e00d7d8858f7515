package bitwright.workload.quantise;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * GPTQ (Frantar et al., arXiv 2210.17323): column after column is rounded, and what rounding costs on the calibration
 * inputs is made up for by the columns that are still to come. Scales of groups follow from the columns as they are when
 * their turn comes. Columns in their order; no blocks of lazy updates, which change nothing but speed.
 */
public final class Gptq {
    /** Share of the mean of the diagonal that is added to it (section 3.3, step 3). */
    private static final double DAMPING = 0.01;

    private Gptq() {}

    /**
     * Rounds weights.
     *
     * @param hessian Σ x·xᵀ over calibration inputs, of the columns in the order of a filter's weights; not changed
     */
    public static QuantisedWeights quantise(WeightFormat format, float[] values, int[] shape, double[][] hessian) {
        int columns = hessian.length;
        int filters = shape[0];
        float[] weights = values.clone();
        double[][] upper = upper(hessian, weights, filters);
        QuantisedWeights start = RoundToNearestWeights.quantise(format, weights, shape);
        int[] codes = start.codes().clone();
        float[] scales = start.scales().clone();
        int channels = shape[shape.length - 1];
        double[][] rest = new double[filters][columns];
        for (int k = 0; k < filters; k++) {
            for (int j = 0; j < columns; j++) {
                rest[k][j] = weights[k * columns + j];
            }
        }
        for (int j = 0; j < columns; j++) {
            boolean opens = format.group() > 0 && j % channels % format.group() == 0;
            for (int k = 0; k < filters; k++) {
                int place = k * columns + j;
                int scale = QuantisedWeights.scaleOf(format, shape, place);
                if (opens) {
                    int end = Math.min(j + format.group(), (j / channels + 1) * channels);
                    float[] group = new float[end - j];
                    for (int i = j; i < end; i++) {
                        group[i - j] = (float) rest[k][i];
                    }
                    scales[scale] = format.scale(group, 0, group.length);
                }
                codes[place] = format.code(rest[k][j], scales[scale]);
                double error = (rest[k][j] - (double) codes[place] * scales[scale]) / upper[j][j];
                for (int i = j; i < columns; i++) {
                    rest[k][i] -= error * upper[j][i];
                }
            }
        }
        return new QuantisedWeights(format, shape, codes, scales);
    }

    /** The upper Cholesky factor of the damped Hessian's inverse; weights that no input reaches become zero. */
    private static double[][] upper(double[][] hessian, float[] weights, int filters) {
        int columns = hessian.length;
        double[][] damped = new double[columns][];
        double mean = 0;
        for (int j = 0; j < columns; j++) {
            damped[j] = hessian[j].clone();
            mean += hessian[j][j] / columns;
        }
        for (int j = 0; j < columns; j++) {
            if (damped[j][j] == 0) {
                damped[j][j] = 1;
                for (int k = 0; k < filters; k++) {
                    weights[k * columns + j] = 0;
                }
            }
            damped[j][j] += DAMPING * mean;
        }
        RealMatrix inverse =
                cholesky(new Array2DRowRealMatrix(damped, false)).getSolver().getInverse();
        double[][] symmetric = inverse.getData();
        for (int i = 0; i < columns; i++) {
            for (int j = 0; j < i; j++) {
                symmetric[i][j] = (symmetric[i][j] + symmetric[j][i]) / 2;
                symmetric[j][i] = symmetric[i][j];
            }
        }
        return cholesky(new Array2DRowRealMatrix(symmetric, false)).getLT().getData();
    }

    private static CholeskyDecomposition cholesky(RealMatrix matrix) {
        return new CholeskyDecomposition(matrix, 1e-9, 0);
    }

    /** What rounding costs: Σ over filters of (w − q)·H·(w − q)ᵀ. */
    public static double cost(float[] values, QuantisedWeights rounded, double[][] hessian) {
        int columns = hessian.length;
        float[] reals = rounded.reals();
        double cost = 0;
        double[] error = new double[columns];
        for (int k = 0; k < values.length / columns; k++) {
            for (int j = 0; j < columns; j++) {
                error[j] = (double) values[k * columns + j] - reals[k * columns + j];
            }
            for (int i = 0; i < columns; i++) {
                double[] row = hessian[i];
                double sum = 0;
                for (int j = 0; j < columns; j++) {
                    sum += row[j] * error[j];
                }
                cost += error[i] * sum;
            }
        }
        return cost;
    }

    static double[][] square(int size) {
        double[][] square = new double[size][];
        Arrays.setAll(square, i -> new double[size]);
        return square;
    }
}
