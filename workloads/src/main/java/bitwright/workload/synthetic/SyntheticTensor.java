package bitwright.workload.synthetic;

import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A tensor of seeded values, in C order of its shape; hardware values, so that zero is zero.
 *
 * @param shape the extents
 * @param distribution how values are spread
 * @param seed the SplitMix64 stream's seed
 * @param zeroFraction share of elements that are zero whatever else they drew, 0 to 1
 * @param sigma the normal's standard deviation, in units of the value
 * @param maxMagnitude larger magnitudes become this one, at least 1
 * @param outliers channels (the last axis) whose values are larger
 */
public record SyntheticTensor(
        int[] shape,
        Distribution distribution,
        long seed,
        double zeroFraction,
        int sigma,
        int maxMagnitude,
        Outliers outliers)
        implements TensorSource {
    /** A tensor without outlier channels. */
    public SyntheticTensor(
            int[] shape, Distribution distribution, long seed, double zeroFraction, int sigma, int maxMagnitude) {
        this(shape, distribution, seed, zeroFraction, sigma, maxMagnitude, Outliers.NONE);
    }

    public SyntheticTensor {
        if (!(zeroFraction >= 0 && zeroFraction <= 1)) {
            throw new IllegalArgumentException("zeroFraction must be between 0 and 1, got " + zeroFraction);
        }
        if (sigma < 0 || sigma > 1 << 24) {
            throw new IllegalArgumentException("sigma must be between 0 and 2^24, got " + sigma);
        }
        if (maxMagnitude < 1) {
            throw new IllegalArgumentException("maxMagnitude must be at least 1, got " + maxMagnitude);
        }
    }

    @Override
    public int[] shape() {
        return shape.clone();
    }

    @Override
    public Tensor load() {
        int[] data = new int[Tensor.volume(shape)];
        var random = new SplittableRandom(seed);
        int zeroBelow = (int) Math.rint(zeroFraction * (1 << 24));
        int channels = shape.length == 0 ? 1 : shape[shape.length - 1];
        long[] sigmas = sigmas(channels);
        for (int i = 0, channel = 0; i < data.length; i++) {
            data[i] = distribution.next(random, zeroBelow, sigmas[channel], maxMagnitude);
            channel = channel + 1 == channels ? 0 : channel + 1;
        }
        return new Tensor(shape.clone(), data);
    }

    /** Each channel's standard deviation. */
    private long[] sigmas(int channels) {
        long[] sigmas = new long[channels];
        Arrays.fill(sigmas, sigma);
        for (int channel : outliers.channels(channels, seed)) {
            sigmas[channel] = (long) sigma * outliers.factor();
        }
        return sigmas;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SyntheticTensor that
                && Arrays.equals(shape, that.shape)
                && distribution == that.distribution
                && seed == that.seed
                && zeroFraction == that.zeroFraction
                && sigma == that.sigma
                && maxMagnitude == that.maxMagnitude
                && outliers.equals(that.outliers);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(seed) + Arrays.hashCode(shape);
    }
}
