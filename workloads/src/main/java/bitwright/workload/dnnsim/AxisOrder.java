package bitwright.workload.dnnsim;

import bitwright.workload.Tensor;

/**
 * From DNNsim's axes to ours. DNNsim's first spatial axis is the one that windows run along fastest, which is our W;
 * its second one is our H.
 */
public final class AxisOrder {
    private AxisOrder() {}

    /** {@code [A][B][X][Y]} becomes {@code [A][H=Y][W=X][B]}; it serves activations and weights alike. */
    public static Tensor toChannelsLast(Tensor tensor) {
        int outer = tensor.extent(0);
        int channels = tensor.extent(1);
        int width = tensor.extent(2);
        int height = tensor.extent(3);
        int[] result = new int[tensor.data().length];
        for (int a = 0; a < outer; a++) {
            int base = a * channels * width * height;
            for (int c = 0; c < channels; c++) {
                move(tensor.data(), base + c * width * height, result, base + c, width, height, channels);
            }
        }
        return new Tensor(new int[] {outer, height, width, channels}, result);
    }

    private static void move(int[] from, int first, int[] to, int target, int width, int height, int channels) {
        int at = first;
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                to[target + (y * width + x) * channels] = from[at++];
            }
        }
    }
}
