package bitwright.workload.real;

import bitwright.workload.Geometry;
import bitwright.workload.WorkloadException;
import java.util.Arrays;

/** How windows slide, as ONNX's attributes tell it. */
final class Windows {
    private static final int MOST = 1 << 16;

    private Windows() {}

    /**
     * The geometry of a convolution or a pooling.
     *
     * @param image rows and columns
     * @param kernel likewise
     * @param sequence whether the attributes have one axis, that of columns
     */
    static Geometry geometry(Call call, int[] image, int[] kernel, int groups, boolean sequence) {
        int[] stride = pair(call, "strides", sequence);
        int[] dilation = pair(call, "dilations", sequence);
        int[] pads = pads(call, sequence);
        String auto = call.text("auto_pad", "NOTSET");
        for (int axis = 0; axis < 2 && !auto.equals("NOTSET"); axis++) {
            int reach = dilation[axis] * (kernel[axis] - 1) + 1;
            int total = switch (auto) {
                case "SAME_UPPER", "SAME_LOWER" ->
                    Math.max(
                            0,
                            ((image[axis] + stride[axis] - 1) / stride[axis] - 1) * stride[axis] + reach - image[axis]);
                case "VALID" -> 0;
                default -> throw new WorkloadException("auto_pad " + auto + " is unknown");
            };
            pads[axis] = auto.equals("SAME_LOWER") ? (total + 1) / 2 : total / 2;
            pads[2 + axis] = total - pads[axis];
        }
        return new Geometry(stride[0], stride[1], pads[0], pads[2], pads[1], pads[3], dilation[0], dilation[1], groups);
    }

    private static int[] pair(Call call, String attribute, boolean sequence) {
        int[] given = call.integers(attribute).orElse(sequence ? new int[] {1} : new int[] {1, 1});
        check(attribute, given, sequence ? 1 : 2);
        return sequence ? new int[] {1, given[0]} : given;
    }

    /** Rows before, columns before, rows after, columns after. */
    private static int[] pads(Call call, boolean sequence) {
        int[] given = call.integers("pads").orElse(new int[sequence ? 2 : 4]);
        check("pads", given, sequence ? 2 : 4);
        return sequence ? new int[] {0, given[0], 0, given[1]} : given;
    }

    static int[] kernel(Call call, boolean sequence) {
        int[] given = call.integers("kernel_shape").orElseThrow(() -> new WorkloadException("needs a kernel_shape"));
        check("kernel_shape", given, sequence ? 1 : 2);
        return sequence ? new int[] {1, given[0]} : given;
    }

    private static void check(String attribute, int[] given, int length) {
        if (given.length != length || Arrays.stream(given).anyMatch(value -> value < 0 || value > MOST)) {
            throw new WorkloadException(attribute + " must be " + length + " numbers between 0 and " + MOST + ", got "
                    + Arrays.toString(given));
        }
    }
}
