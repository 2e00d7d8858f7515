package bitwright.accel.mixed;

import bitwright.sim.parameter.Check;

/**
 * A square convolution, or a matrix product, with the widths at which its operands are costed.
 *
 * @param kernel kernel rows and columns; 1 for a matrix product
 * @param output output rows and columns, likewise
 * @param stride of the kernel
 * @param inputChannels products of an output over the kernel's positions
 * @param outputChannels filters
 * @param batch inputs, or rows of the matrix product
 * @param activationBits width of activations
 * @param weightBits width of weights
 */
public record Problem(
        int kernel,
        int output,
        int stride,
        int inputChannels,
        int outputChannels,
        int batch,
        int activationBits,
        int weightBits) {
    public Problem {
        Check.that(
                kernel >= 1
                        && output >= 1
                        && stride >= 1
                        && inputChannels >= 1
                        && outputChannels >= 1
                        && batch >= 1
                        && activationBits >= 1
                        && weightBits >= 1,
                "problem",
                "must have extents of at least 1");
    }

    /** The product of {@code batch} rows, {@code inputs} long, with as many columns as there are outputs. */
    public static Problem matrix(int inputs, int outputs, int batch, int activationBits, int weightBits) {
        return new Problem(1, 1, 1, inputs, outputs, batch, activationBits, weightBits);
    }

    int extent(Loop loop) {
        return switch (loop) {
            case BATCH -> batch;
            case OUTPUT_WIDTH, OUTPUT_HEIGHT -> output;
            case INPUT_CHANNELS -> inputChannels;
            case OUTPUT_CHANNELS -> outputChannels;
        };
    }

    /** Multiply-accumulates. */
    public long macs() {
        long outputs = (long) output * output * batch * outputChannels;
        return Math.multiplyExact(outputs, (long) inputChannels * kernel * kernel);
    }

    int taps() {
        return kernel * kernel;
    }
}
