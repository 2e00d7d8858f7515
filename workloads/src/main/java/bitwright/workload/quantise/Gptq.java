package bitwright.workload.quantise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
        var blocks = Blocks.of(format, shape);
        int[][] members = blocks.members();
        var grids = new WeightFormat.Grid[members.length];
        int[] codes = new int[values.length];
        double[][] rest = new double[filters][columns];
        for (int k = 0; k < filters; k++) {
            for (int j = 0; j < columns; j++) {
                rest[k][j] = weights[k * columns + j];
            }
        }
        List<List<Integer>> opening = opening(format, members, columns);
        for (int j = 0; j < columns; j++) {
            for (int block : opening.get(j)) {
                float[] now = new float[members[block].length];
                for (int i = 0; i < now.length; i++) {
                    int place = members[block][i];
                    now[i] = (float) rest[place / columns][place % columns];
                }
                grids[block] = format.grid(now, 0, now.length);
            }
            for (int k = 0; k < filters; k++) {
                int place = k * columns + j;
                WeightFormat.Grid grid = grids[blocks.of(place)];
                codes[place] = grid.code(rest[k][j]);
                double error = (rest[k][j] - (double) codes[place] * grid.scale()) / upper[j][j];
                for (int i = j; i < columns; i++) {
                    rest[k][i] -= error * upper[j][i];
                }
            }
        }
        float[] scales = new float[grids.length];
        for (int b = 0; b < scales.length; b++) {
            scales[b] = grids[b].scale();
        }
        return new QuantisedWeights(format, shape, codes, scales);
    }

    /** By column, the blocks whose scale is found when its turn comes: the first column that they hold. */
    private static List<List<Integer>> opening(WeightFormat format, int[][] members, int columns) {
        List<List<Integer>> opening = new ArrayList<>();
        for (int j = 0; j < columns; j++) {
            opening.add(new ArrayList<>());
        }
        for (int b = 0; b < members.length; b++) {
            int first = columns - 1;
            for (int place : members[b]) {
                first = Math.min(first, place % columns);
            }
            opening.get(format.group() > 0 ? first : 0).add(b);
        }
        return opening;
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
