package bitwright.accel.pe;

/**
 * Both operands as bit planes, 64 depth positions a word: a dot product is a sum of population counts of ANDed planes,
 * shifted by the planes' weights and negated where exactly one of them is a sign plane.
 */
final class BitPlaneKernel implements DotKernel {
    private final int filters;
    private final int words;
    private final int activationBits;
    private final boolean activationsSigned;
    private final int weightBits;
    private final boolean weightsSigned;
    /** {@code [filter][weight bit · words + word]}. */
    private final long[][] weightPlanes;

    private final long[] activationPlanes;

    BitPlaneKernel(int[][] weights, LayerPrecision precision) {
        filters = weights.length;
        int depth = filters == 0 ? 0 : weights[0].length;
        words = (depth + 63) / 64;
        activationBits = precision.activationBits();
        activationsSigned = precision.activationsSigned();
        weightBits = precision.weightBits();
        weightsSigned = precision.weightsSigned();
        weightPlanes = new long[filters][weightBits * words];
        for (int f = 0; f < filters; f++) {
            pack(weights[f], weightBits, weightPlanes[f]);
        }
        activationPlanes = new long[activationBits * words];
    }

    private void pack(int[] values, int bits, long[] planes) {
        for (int word = 0; word < words; word++) {
            int start = word * 64;
            int end = Math.min(start + 64, values.length);
            for (int bit = 0; bit < bits; bit++) {
                long plane = 0;
                for (int k = start; k < end; k++) {
                    plane |= (long) (values[k] >>> bit & 1) << k - start;
                }
                planes[bit * words + word] = plane;
            }
        }
    }

    @Override
    public void multiply(int[] activations, long[] sums) {
        pack(activations, activationBits, activationPlanes);
        for (int f = 0; f < filters; f++) {
            long[] planes = weightPlanes[f];
            long sum = 0;
            for (int w = 0; w < weightBits; w++) {
                long ofWeightBit = 0;
                for (int a = 0; a < activationBits; a++) {
                    long ones = ones(planes, w * words, activationPlanes, a * words, words);
                    ofWeightBit += activationsSigned && a == activationBits - 1 ? -(ones << a) : ones << a;
                }
                sum += weightsSigned && w == weightBits - 1 ? -(ofWeightBit << w) : ofWeightBit << w;
            }
            sums[f] = sum;
        }
    }

    private static long ones(long[] left, int leftStart, long[] right, int rightStart, int length) {
        long ones = 0;
        for (int i = 0; i < length; i++) {
            ones += Long.bitCount(left[leftStart + i] & right[rightStart + i]);
        }
        return ones;
    }
}
