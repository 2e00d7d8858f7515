package bitwright.workload.real;

import bitwright.workload.Geometry;

/** Convolution and matrix product of reals: exact products, summed in double precision in the order of the weights. */
final class RealProducts {
    /** Filters that are computed side by side. */
    private static final int FILTERS = 4;

    private RealProducts() {}

    static double[] of(Product product) {
        return product.weights().rank() == 2 ? matrix(product) : convolution(product);
    }

    private static double[] matrix(Product product) {
        float[] a = product.activations().reals();
        float[] w = product.weights().reals();
        int rows = product.activations().extent(0);
        int channels = product.activations().extent(1);
        int filters = product.weights().extent(0);
        double[] sums = new double[rows * filters];
        for (int n = 0; n < rows; n++) {
            int k = 0;
            for (; k + FILTERS <= filters; k += FILTERS) {
                addDots(a, n * channels, w, k * channels, channels, channels, sums, n * filters + k);
            }
            for (; k < filters; k++) {
                sums[n * filters + k] = dot(a, n * channels, w, k * channels, channels);
            }
        }
        return sums;
    }

    /**
     * Adds to four sums the dot products with four filters, each by itself in its order: side by side they need not wait for
     * one another.
     */
    private static void addDots(
            float[] a, int from, float[] w, int with, int apart, int length, double[] sums, int at) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        for (int c = 0; c < length; c++) {
            double x = a[from + c];
            int i = with + c;
            first += x * w[i];
            second += x * w[i + apart];
            third += x * w[i + 2 * apart];
            fourth += x * w[i + 3 * apart];
        }
        sums[at] += first;
        sums[at + 1] += second;
        sums[at + 2] += third;
        sums[at + 3] += fourth;
    }

    private static double dot(float[] a, int from, float[] w, int with, int length) {
        double sum = 0;
        for (int c = 0; c < length; c++) {
            sum += (double) a[from + c] * w[with + c];
        }
        return sum;
    }

    private static double[] convolution(Product product) {
        float[] a = product.activations().reals();
        float[] w = product.weights().reals();
        Geometry g = product.geometry();
        int[] in = product.activations().shape();
        int[] kernel = product.weights().shape();
        int[] out = product.outputShape();
        int perGroup = out[3] / g.groups();
        double[] sums = new double[Value.volume(out)];
        int filter = kernel[1] * kernel[2] * kernel[3];
        int together = perGroup % FILTERS == 0 ? FILTERS : 1;
        int at = 0;
        for (int n = 0; n < out[0]; n++) {
            for (int y = 0; y < out[1]; y++) {
                for (int x = 0; x < out[2]; x++) {
                    for (int k = 0; k < out[3]; k += together) {
                        for (int i = 0; i < kernel[1]; i++) {
                            int row = y * g.strideH() - g.padTop() + i * g.dilationH();
                            if (row < 0 || row >= in[1]) {
                                continue;
                            }
                            for (int j = 0; j < kernel[2]; j++) {
                                int column = x * g.strideW() - g.padLeft() + j * g.dilationW();
                                if (column >= 0 && column < in[2]) {
                                    int from = ((n * in[1] + row) * in[2] + column) * in[3] + k / perGroup * kernel[3];
                                    int with = ((k * kernel[1] + i) * kernel[2] + j) * kernel[3];
                                    if (together == FILTERS) {
                                        addDots(a, from, w, with, filter, kernel[3], sums, at);
                                    } else {
                                        sums[at] += dot(a, from, w, with, kernel[3]);
                                    }
                                }
                            }
                        }
                        at += together;
                    }
                }
            }
        }
        return sums;
    }
}
