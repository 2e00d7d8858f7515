package bitwright.workload.gnn;

import bitwright.arith.NumberFormat;
import bitwright.arith.block.BlockFormat;

/**
 * Blocks with shared scales: a node's features and the weights of an output are cut into blocks along the features, each with
 * one scale. Products of such values, and sums, are rounded to a format of single numbers, and so are scales of messages.
 */
record BlockKernel(BlockFormat operands, FormatKernel sums) implements NodeKernel {
    BlockKernel(BlockFormat operands, NumberFormat sums) {
        this(operands, new FormatKernel(sums, sums));
    }

    @Override
    public void encode(float[] features, double[] into, int count) {
        encode(features, 0, count, into);
    }

    @Override
    public void weights(float[] matrix, int from, int count, double[] into) {
        encode(matrix, from, count, into);
    }

    private void encode(float[] values, int from, int count, double[] into) {
        for (int start = 0; start < count; ) {
            int end = (int) Math.min((long) start + operands.blockSize(), count);
            int scale = operands.scaleCode(values, from + start, from + end);
            for (int i = start; i < end; i++) {
                into[i] = operands.value(scale, operands.elementCode(values[from + i], scale));
            }
            start = end;
        }
    }

    @Override
    public double scale(float scale) {
        return sums.scale(scale);
    }

    @Override
    public void start(double[] sum, double[] message, int count) {
        sums.start(sum, message, count);
    }

    @Override
    public void add(double[] sum, double[] message, int count) {
        sums.add(sum, message, count);
    }

    @Override
    public void start(double[] sum, double scale, double[] message, int count) {
        sums.start(sum, scale, message, count);
    }

    @Override
    public void add(double[] sum, double scale, double[] message, int count) {
        sums.add(sum, scale, message, count);
    }

    @Override
    public void transform(double[] weights, double[] inputs, int inputCount, double[] outputs, int outputCount) {
        sums.transform(weights, inputs, inputCount, outputs, outputCount);
    }

    @Override
    public float decode(double output, boolean scaled) {
        return sums.decode(output, scaled);
    }

    @Override
    public float join(float own, float messages) {
        return sums.join(own, messages);
    }
}
