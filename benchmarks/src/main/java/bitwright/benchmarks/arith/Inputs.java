package bitwright.benchmarks.arith;

import java.util.Random;

/** Seeded random operands; 32 Ki of them lie in the second-level cache. */
final class Inputs {
    static final int COUNT = 32 * 1024;

    private static final long SEED = 1;

    private Inputs() {}

    /** Finite floats: {@code normal} as weights and activations are, {@code bits} of all magnitudes alike. */
    static float[] floats(String distribution) {
        Random random = new Random(SEED);
        float[] values = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            do {
                values[i] = distribution.equals("normal")
                        ? (float) random.nextGaussian()
                        : Float.intBitsToFloat(random.nextInt());
            } while (!Float.isFinite(values[i]));
        }
        return values;
    }

    /** Codes of a width, uniform. */
    static int[] codes(int bits, long seed) {
        return new Random(seed).ints(COUNT).map(code -> code >>> (32 - bits)).toArray();
    }
}
