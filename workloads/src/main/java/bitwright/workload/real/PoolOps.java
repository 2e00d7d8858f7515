package bitwright.workload.real;

import bitwright.workload.Geometry;
import bitwright.workload.WorkloadException;
import java.util.Arrays;
import java.util.Map;

/** The largest or the mean of each window. */
final class PoolOps {
    private PoolOps() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put("MaxPool", Operator.of(call -> pool(call, true)));
        operators.put("AveragePool", Operator.of(call -> pool(call, false)));
        operators.put("GlobalAveragePool", Operator.of(call -> global(call, false)));
        operators.put("GlobalMaxPool", Operator.of(call -> global(call, true)));
    }

    private static Value pool(Call call, boolean largest) {
        Value input = call.input(0);
        Value image = MatrixOps.plane(input);
        if (image.rank() != 4) {
            throw new WorkloadException("needs an input of three or four axes, got " + input);
        }
        boolean sequence = input.rank() == 3;
        int[] kernel = Windows.kernel(call, sequence);
        Geometry g = Windows.geometry(call, new int[] {image.extent(2), image.extent(3)}, kernel, 1, sequence);
        boolean ceil = call.whole("ceil_mode", 0) != 0;
        boolean countPadding = call.whole("count_include_pad", 0) != 0;
        int height = extent(image.extent(2), kernel[0], g.strideH(), g.dilationH(), g.padTop(), g.padBottom(), ceil);
        int width = extent(image.extent(3), kernel[1], g.strideW(), g.dilationW(), g.padLeft(), g.padRight(), ceil);
        int[] shape = {image.extent(0), image.extent(1), height, width};
        if (height < 1 || width < 1) {
            throw new WorkloadException("the window " + Arrays.toString(kernel) + " does not fit " + input);
        }
        int planes = shape[0] * shape[1];
        int[] picked = new int[Value.volume(shape)];
        float[] means = new float[picked.length];
        double work = (double) picked.length * kernel[0] * kernel[1];
        if (work > 1L << 34) {
            throw new WorkloadException("asks for windows of " + work + " elements in all, too many to be gathered");
        }
        float[] from = image.reals();
        int at = 0;
        for (int plane = 0; plane < planes; plane++) {
            int start = plane * image.extent(2) * image.extent(3);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    double sum = 0;
                    int best = -1;
                    int count = 0;
                    for (int i = 0; i < kernel[0]; i++) {
                        int row = y * g.strideH() - g.padTop() + i * g.dilationH();
                        for (int j = 0; j < kernel[1]; j++) {
                            int column = x * g.strideW() - g.padLeft() + j * g.dilationW();
                            boolean inside =
                                    row >= 0 && row < image.extent(2) && column >= 0 && column < image.extent(3);
                            boolean padding = row >= -g.padTop()
                                    && row < image.extent(2) + g.padBottom()
                                    && column >= -g.padLeft()
                                    && column < image.extent(3) + g.padRight();
                            if (inside) {
                                int place = start + row * image.extent(3) + column;
                                best = best < 0 || from[place] > from[best] ? place : best;
                                sum += from[place];
                            }
                            count += inside || padding && countPadding ? 1 : 0;
                        }
                    }
                    picked[at] = best;
                    means[at++] = count == 0 ? 0 : (float) (sum / count);
                }
            }
        }
        Value result = largest
                ? image.picked(
                        shape,
                        picked,
                        Double.NEGATIVE_INFINITY,
                        image.codes().map(Codes::axis).orElse(-1))
                : Value.of(shape, means);
        return sequence ? result.reshaped(shape[0], shape[1], width) : result;
    }

    private static int extent(int image, int kernel, int stride, int dilation, int before, int after, boolean ceil) {
        if (stride < 1) {
            throw new WorkloadException("strides must be at least 1");
        }
        int room = image + before + after - dilation * (kernel - 1) - 1;
        if (room < 0) {
            return 0;
        }
        int extent = room / stride + 1;
        // A window that would begin in the padding after the image is left out.
        boolean more = ceil && room % stride != 0 && extent * stride < image + before;
        return more ? extent + 1 : extent;
    }

    private static Value global(Call call, boolean largest) {
        Value input = call.input(0);
        if (input.rank() < 3 || input.volume() == 0) {
            throw new WorkloadException("needs an input of three axes or more, got " + input);
        }
        int planes = input.extent(0) * input.extent(1);
        int size = input.volume() / planes;
        float[] result = new float[planes];
        for (int plane = 0; plane < planes; plane++) {
            double sum = 0;
            float most = Float.NEGATIVE_INFINITY;
            for (int i = 0; i < size; i++) {
                sum += input.reals()[plane * size + i];
                most = Math.max(most, input.reals()[plane * size + i]);
            }
            result[plane] = largest ? most : (float) (sum / size);
        }
        int[] shape = input.shape();
        Arrays.fill(shape, 2, shape.length, 1);
        return Value.of(shape, result);
    }
}
