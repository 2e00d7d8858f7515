package bitwright.workload.quantise;

import bitwright.workload.Geometry;
import bitwright.workload.Tensor;

/** Σ x·xᵀ over the windows that a layer's filters meet, in the order of a filter's weights. */
public final class Hessian {
    private Hessian() {}

    /**
     * The matrix of a layer without groups.
     *
     * @param activations hardware values {@code [N,H,W,C]} or {@code [N,C]}
     * @param weights the shape of the weights
     * @param scale what a step of the activations is worth
     */
    public static double[][] of(Geometry geometry, Tensor activations, int[] weights, float scale) {
        int columns = 1;
        for (int axis = 1; axis < weights.length; axis++) {
            columns *= weights[axis];
        }
        double[][] sums = Gptq.square(columns);
        int[] in = activations.shape();
        if (in.length == 2) {
            int[] window = new int[columns];
            for (int n = 0; n < in[0]; n++) {
                System.arraycopy(activations.data(), n * columns, window, 0, columns);
                add(sums, window, scale);
            }
            return sums;
        }
        int height = geometry.outputHeight(in[1], weights[1]);
        int width = geometry.outputWidth(in[2], weights[2]);
        int[] window = new int[columns];
        for (int n = 0; n < in[0]; n++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    gather(geometry, activations, weights, n, y, x, window);
                    add(sums, window, scale);
                }
            }
        }
        return sums;
    }

    private static void gather(Geometry g, Tensor activations, int[] weights, int n, int y, int x, int[] window) {
        int[] in = activations.shape();
        int at = 0;
        for (int i = 0; i < weights[1]; i++) {
            int row = y * g.strideH() - g.padTop() + i * g.dilationH();
            for (int j = 0; j < weights[2]; j++) {
                int column = x * g.strideW() - g.padLeft() + j * g.dilationW();
                boolean inside = row >= 0 && row < in[1] && column >= 0 && column < in[2];
                int from = ((n * in[1] + row) * in[2] + column) * in[3];
                for (int c = 0; c < weights[3]; c++) {
                    window[at++] = inside ? activations.data()[from + c] : 0;
                }
            }
        }
    }

    private static void add(double[][] sums, int[] window, float scale) {
        double square = (double) scale * scale;
        for (int i = 0; i < window.length; i++) {
            if (window[i] != 0) {
                double x = window[i] * square;
                double[] row = sums[i];
                for (int j = 0; j < window.length; j++) {
                    row[j] += x * window[j];
                }
            }
        }
    }
}
