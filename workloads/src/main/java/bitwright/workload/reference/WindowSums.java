package bitwright.workload.reference;

import bitwright.workload.Geometry;
import bitwright.workload.Tensor;

/** The sums of some windows alone: each is cut out of the input and becomes an input of a batch. */
public final class WindowSums {
    private WindowSums() {}

    /**
     * The sums {@code [window of the list · filters + filter]}.
     *
     * @param activations hardware values {@code [N,H,W,C]}, or {@code [N,C]}
     * @param weights {@code [K,kh,kw,C/groups]}, or {@code [K,C]}
     * @param windows output positions, counted along x, then y, then the batch; fully connected, the batch alone
     */
    public static long[] of(Geometry geometry, Tensor activations, Tensor weights, int[] windows) {
        boolean flat = weights.rank() == 2;
        int[] shape = activations.shape();
        int height = flat ? 1 : shape[1];
        int width = flat ? 1 : shape[2];
        int channels = shape[shape.length - 1];
        int patchHeight = flat ? 1 : (weights.extent(1) - 1) * geometry.dilationH() + 1;
        int patchWidth = flat ? 1 : (weights.extent(2) - 1) * geometry.dilationW() + 1;
        int columns = flat ? 1 : geometry.outputWidth(width, weights.extent(2));
        int rows = flat ? 1 : geometry.outputHeight(height, weights.extent(1));
        var patches = new int[Math.multiplyExact(windows.length, patchHeight * patchWidth * channels)];
        int to = 0;
        for (int window : windows) {
            int top = window / columns % rows * geometry.strideH() - geometry.padTop();
            int left = window % columns * geometry.strideW() - geometry.padLeft();
            int input = window / columns / rows * height * width;
            for (int y = top; y < top + patchHeight; y++) {
                for (int x = left; x < left + patchWidth; x++, to += channels) {
                    if (y >= 0 && y < height && x >= 0 && x < width) {
                        int from = (input + y * width + x) * channels;
                        System.arraycopy(activations.data(), from, patches, to, channels);
                    }
                }
            }
        }
        if (flat) {
            return Reference.sums(geometry, new Tensor(new int[] {windows.length, channels}, patches), weights)
                    .data();
        }
        var unpadded = new Geometry(1, 1, 0, 0, 0, 0, geometry.dilationH(), geometry.dilationW(), geometry.groups());
        var input = new Tensor(new int[] {windows.length, patchHeight, patchWidth, channels}, patches);
        return Reference.sums(unpadded, input, weights).data();
    }
}
