package bitwright.testkit;

import bitwright.accel.pe.LayerPrecision;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** One group of operands, and where it comes from. */
record Group(String origin, int[] weights, int[] activations) {
    private static final long SEED = 1;

    /** Adversarial groups first, then random ones of mixed widths, full groups and short ones. */
    static List<Group> all(int lanes, LayerPrecision precision) {
        var groups = new ArrayList<Group>();
        int[] weights = extremes(precision.weightBits(), precision.weightsSigned());
        int[] activations = extremes(precision.activationBits(), precision.activationsSigned());
        for (int weight : weights) {
            for (int activation : activations) {
                groups.add(new Group("all lanes alike", filled(lanes, weight), filled(lanes, activation)));
                groups.add(new Group("one lane", single(lanes, weight), single(lanes, activation)));
            }
        }
        groups.addAll(random(lanes, 60, precision, SEED));
        groups.addAll(random(Math.max(1, lanes / 2), 20, precision, SEED + 1));
        return groups;
    }

    static List<Group> random(int length, int count, LayerPrecision precision, long seed) {
        var random = new SplittableRandom(seed);
        var groups = new ArrayList<Group>();
        for (int trial = 0; trial < count; trial++) {
            groups.add(new Group(
                    "seed " + seed + " trial " + trial,
                    values(random, length, precision.weightBits(), precision.weightsSigned()),
                    values(random, length, precision.activationBits(), precision.activationsSigned())));
        }
        return groups;
    }

    BigInteger exact() {
        BigInteger sum = BigInteger.ZERO;
        for (int lane = 0; lane < weights.length; lane++) {
            sum = sum.add(BigInteger.valueOf(weights[lane]).multiply(BigInteger.valueOf(activations[lane])));
        }
        return sum;
    }

    long exactDotProduct() {
        return exact().longValueExact();
    }

    /** Zero, the ends of the range, every single bit, all ones. */
    private static int[] extremes(int bits, boolean signed) {
        int max = (int) ((1L << (signed ? bits - 1 : bits)) - 1);
        var values = new ArrayList<Integer>(List.of(0, max));
        if (signed) {
            values.add(-max - 1);
            values.add(-1);
        }
        for (int bit = 1; bit <= max && bit > 0; bit <<= 2) {
            values.add(bit);
        }
        return values.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int[] values(SplittableRandom random, int length, int bits, boolean signed) {
        int used = 1 + random.nextInt(bits);
        var values = new int[length];
        for (int i = 0; i < length; i++) {
            long drawn = random.nextLong() >>> 64 - used;
            values[i] = random.nextInt(4) == 0 ? 0 : (int) (signed ? drawn - (1L << used - 1) : drawn);
        }
        return values;
    }

    private static int[] filled(int lanes, int value) {
        var values = new int[lanes];
        Arrays.fill(values, value);
        return values;
    }

    private static int[] single(int lanes, int value) {
        var values = new int[lanes];
        values[lanes / 2] = value;
        return values;
    }

    @Override
    public String toString() {
        return origin + ": " + Arrays.toString(weights) + " · " + Arrays.toString(activations);
    }
}
