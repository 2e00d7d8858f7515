package bitwright.workload.synthetic;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** How synthetic values are spread. Integer arithmetic only, so that any language can make the same tensors. */
public enum Distribution {
    /** Magnitudes of a normal: activations after a rectifier. Four draws an element. */
    RECTIFIED_NORMAL("rectified-normal") {
        @Override
        int next(SplittableRandom random, int zeroBelow, long sigma, int maxMagnitude) {
            long u0 = random.nextLong();
            long size = Math.abs(normal(random));
            return u0 >>> 40 < zeroBelow ? 0 : (int) Math.min(size * sigma >> 16, maxMagnitude);
        }
    },
    /** A normal: weights. Four draws an element. */
    NORMAL("normal") {
        @Override
        int next(SplittableRandom random, int zeroBelow, long sigma, int maxMagnitude) {
            long u0 = random.nextLong();
            long value = normal(random);
            int magnitude = (int) Math.min(Math.abs(value) * sigma >> 16, maxMagnitude);
            return u0 >>> 40 < zeroBelow ? 0 : value < 0 ? -magnitude : magnitude;
        }
    },
    /** The product of two normals, peaked and heavy-tailed like a Laplacian: weights. Seven draws an element. */
    PRODUCT_NORMAL("product-normal") {
        @Override
        int next(SplittableRandom random, int zeroBelow, long sigma, int maxMagnitude) {
            long u0 = random.nextLong();
            long first = normal(random);
            long second = normal(random);
            long product = Math.abs(first) * Math.abs(second) >> 16;
            int magnitude = (int) Math.min(product * sigma >> 16, maxMagnitude);
            return u0 >>> 40 < zeroBelow ? 0 : first < 0 != second < 0 ? -magnitude : magnitude;
        }
    };

    private final String label;

    Distribution(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    public static Distribution of(String label) {
        return Arrays.stream(values())
                .filter(distribution -> distribution.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown distribution '" + label
                        + "'; known distributions are "
                        + Arrays.stream(values()).map(Distribution::label).collect(Collectors.joining(", "))));
    }

    abstract int next(SplittableRandom random, int zeroBelow, long sigma, int maxMagnitude);

    /** A standard normal times 65,536, near enough: twelve uniform 16-bit numbers minus their mean (Irwin–Hall). */
    private static long normal(SplittableRandom random) {
        return chunks(random.nextLong()) + chunks(random.nextLong()) + chunks(random.nextLong()) - 393_210;
    }

    private static long chunks(long u) {
        return (u & 0xFFFF) + (u >>> 16 & 0xFFFF) + (u >>> 32 & 0xFFFF) + (u >>> 48);
    }
}
