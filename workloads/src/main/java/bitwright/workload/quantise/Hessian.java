package bitwright.workload.quantise;

import bitwright.workload.Geometry;

/** Σ x·xᵀ over the windows that a layer's filters meet, in the order of a filter's weights. */
public final class Hessian {
    private Hessian() {}

    /**
     * The matrix of a layer without groups.
     *
     * @param in the shape of the activations, {@code [N,H,W,C]} or {@code [N,C]}
     * @param activations their real values
     * @param weights the shape of the weights
     */
    public static double[][] of(Geometry geometry, int[] in, float[] activations, int[] weights) {
        int columns = 1;
        for (int axis = 1; axis < weights.length; axis++) {
            columns *= weights[axis];
        }
        double[][] sums = Gptq.square(columns);
        float[] window = new float[columns];
        if (in.length == 2) {
            for (int n = 0; n < in[0]; n++) {
                System.arraycopy(activations, n * columns, window, 0, columns);
                add(sums, window);
            }
            return mirrored(sums);
        }
        int height = geometry.outputHeight(in[1], weights[1]);
        int width = geometry.outputWidth(in[2], weights[2]);
        for (int n = 0; n < in[0]; n++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    gather(geometry, in, activations, weights, n, y, x, window);
                    add(sums, window);
                }
            }
        }
        return mirrored(sums);
    }

    private static void gather(
            Geometry g, int[] in, float[] activations, int[] weights, int n, int y, int x, float[] window) {
        int at = 0;
        for (int i = 0; i < weights[1]; i++) {
            int row = y * g.strideH() - g.padTop() + i * g.dilationH();
            for (int j = 0; j < weights[2]; j++) {
                int column = x * g.strideW() - g.padLeft() + j * g.dilationW();
                boolean inside = row >= 0 && row < in[1] && column >= 0 && column < in[2];
                int from = ((n * in[1] + row) * in[2] + column) * in[3];
                for (int c = 0; c < weights[3]; c++) {
                    window[at++] = inside ? activations[from + c] : 0;
                }
            }
        }
    }

    /** The upper half alone. */
    private static void add(double[][] sums, float[] window) {
        for (int i = 0; i < window.length; i++) {
            if (window[i] != 0) {
                double x = window[i];
                double[] row = sums[i];
                for (int j = i; j < window.length; j++) {
                    row[j] += x * window[j];
                }
            }
        }
    }

    private static double[][] mirrored(double[][] sums) {
        for (int i = 0; i < sums.length; i++) {
            for (int j = 0; j < i; j++) {
                sums[i][j] = sums[j][i];
            }
        }
        return sums;
    }
}
