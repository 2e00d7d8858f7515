package bitwright.workload;

/**
 * How a convolution slides: strides, padding, dilation, groups. {@link #UNIT} for everything that does not slide.
 *
 * @param strideH rows between windows, at least 1
 * @param strideW columns between windows, at least 1
 * @param padTop rows of zero values above the input
 * @param padBottom rows of zero values below it
 * @param padLeft columns of zero values left of it
 * @param padRight columns of zero values right of it
 * @param dilationH rows between taps, at least 1
 * @param dilationW columns between taps, at least 1
 * @param groups groups of channels that do not meet, at least 1; the channels for a depthwise layer
 */
public record Geometry(
        int strideH,
        int strideW,
        int padTop,
        int padBottom,
        int padLeft,
        int padRight,
        int dilationH,
        int dilationW,
        int groups) {
    public static final Geometry UNIT = new Geometry(1, 1, 0, 0, 0, 0, 1, 1, 1);

    public Geometry {
        if (strideH < 1 || strideW < 1) {
            throw new IllegalArgumentException("stride must be at least 1, got [" + strideH + ", " + strideW + "]");
        }
        if (padTop < 0 || padBottom < 0 || padLeft < 0 || padRight < 0) {
            throw new IllegalArgumentException("padding must not be negative, got [" + padTop + ", " + padBottom + ", "
                    + padLeft + ", " + padRight + "]");
        }
        if (dilationH < 1 || dilationW < 1) {
            throw new IllegalArgumentException(
                    "dilation must be at least 1, got [" + dilationH + ", " + dilationW + "]");
        }
        if (groups < 1) {
            throw new IllegalArgumentException("groups must be at least 1, got " + groups);
        }
    }

    /** Rows of the output for an input of that many rows and a kernel of that height; 0 or less if the kernel does not fit. */
    public int outputHeight(int inputHeight, int kernelHeight) {
        return Math.floorDiv(inputHeight + padTop + padBottom - dilationH * (kernelHeight - 1) - 1, strideH) + 1;
    }

    /** Columns of the output, likewise. */
    public int outputWidth(int inputWidth, int kernelWidth) {
        return Math.floorDiv(inputWidth + padLeft + padRight - dilationW * (kernelWidth - 1) - 1, strideW) + 1;
    }
}
