package bitwright.workload;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How a bundle's files order the axes of rank-4 tensors; what is loaded is always channels last. */
public enum Layout {
    /** Activations {@code [N,H,W,C]}, weights {@code [K,kh,kw,C]}: as loaded. */
    NHWC,
    /** Activations {@code [N,C,H,W]}, weights {@code [K,C,kh,kw]}: PyTorch's. */
    NCHW,
    /** Activations {@code [N,C,W,H]}, weights {@code [K,C,kw,kh]}: DNNsim's, whose windows run along its first spatial axis. */
    NCWH;

    public static Layout of(String label) {
        return Arrays.stream(values())
                .filter(layout -> layout.name().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown layout '" + label + "'; known layouts are "
                        + Arrays.stream(values()).map(Layout::name).collect(Collectors.joining(", "))));
    }

    /** A shape with its channels last; shapes of other ranks than 4 stay as they are. */
    public int[] channelsLast(int[] shape) {
        if (shape.length != 4) {
            return shape.clone();
        }
        return switch (this) {
            case NHWC -> shape.clone();
            case NCHW -> new int[] {shape[0], shape[2], shape[3], shape[1]};
            case NCWH -> new int[] {shape[0], shape[3], shape[2], shape[1]};
        };
    }

    /** A channels-last shape in this layout: the inverse of {@link #channelsLast(int[])}. */
    public int[] fromChannelsLast(int[] shape) {
        if (shape.length != 4) {
            return shape.clone();
        }
        return switch (this) {
            case NHWC -> shape.clone();
            case NCHW -> new int[] {shape[0], shape[3], shape[1], shape[2]};
            case NCWH -> new int[] {shape[0], shape[3], shape[2], shape[1]};
        };
    }

    /** The tensor with its channels last; other ranks than 4 stay as they are. */
    public Tensor channelsLast(Tensor tensor) {
        if (tensor.rank() != 4 || this == NHWC) {
            return tensor;
        }
        int[] from = tensor.shape();
        int[] shape = channelsLast(from);
        int channels = from[1];
        int rows = from[2];
        int columns = from[3];
        int rowStep = channels * (this == NCHW ? columns : 1);
        int columnStep = channels * (this == NCHW ? 1 : rows);
        int[] data = tensor.data();
        int[] result = new int[data.length];
        int plane = rows * columns;
        for (int base = 0; base < data.length; base += channels * plane) {
            for (int row = 0; row < rows; row++) {
                // The longer axis within: a few long copies rather than many short ones.
                if (channels > columns) {
                    for (int column = 0; column < columns; column++) {
                        int target = base + row * rowStep + column * columnStep;
                        copy(data, base + row * columns + column, plane, result, target, 1, channels);
                    }
                } else {
                    for (int c = 0; c < channels; c++) {
                        int first = base + c * plane + row * columns;
                        copy(data, first, 1, result, base + c + row * rowStep, columnStep, columns);
                    }
                }
            }
        }
        return new Tensor(shape, result);
    }

    /** A channels-last tensor in this layout: the inverse of {@link #channelsLast(Tensor)}. */
    public Tensor fromChannelsLast(Tensor tensor) {
        if (tensor.rank() != 4 || this == NHWC) {
            return tensor;
        }
        int[] shape = fromChannelsLast(tensor.shape());
        int[] result = new int[tensor.data().length];
        int height = tensor.extent(1);
        int width = tensor.extent(2);
        int channels = tensor.extent(3);
        int at = 0;
        for (int n = 0; n < shape[0]; n++) {
            for (int c = 0; c < channels; c++) {
                for (int i = 0; i < shape[2]; i++) {
                    for (int j = 0; j < shape[3]; j++) {
                        int y = this == NCHW ? i : j;
                        int x = this == NCHW ? j : i;
                        result[at++] = tensor.data()[((n * height + y) * width + x) * channels + c];
                    }
                }
            }
        }
        return new Tensor(shape, result);
    }

    private static void copy(int[] from, int first, int fromStep, int[] to, int target, int toStep, int count) {
        for (int i = 0; i < count; i++) {
            to[target + i * toStep] = from[first + i * fromStep];
        }
    }
}
