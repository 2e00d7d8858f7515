package bitwright.workload.quantise.mixed;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * Precisions by profile: the fewest bits for each operand that keep the output's error within a bound (after Judd et
 * al., Proteus, ICS 2016, whose measure is accuracy). Operand by operand the fewest bits alone within an equal share of the
 * bound, errors taken to add up in squares; then, while all of them together are out of it, one bit more for the operand
 * whose bit helps most, and, once they are within, one bit fewer wherever that still is.
 */
public final class Profile {
    private Profile() {}

    /**
     * Finds precisions.
     *
     * @param operands how many there are
     * @param least the fewest bits
     * @param most the most bits
     * @param error the output's error with bits for each operand, 0 for one that is not rounded
     * @return bits by operand; all {@code most} where even they are out of the bound
     */
    public static int[] find(int operands, int least, int most, double bound, ToDoubleFunction<int[]> error) {
        int[] bits = new int[operands];
        int[] alone = new int[operands];
        double share = bound / Math.sqrt(operands);
        for (int i = 0; i < operands; i++) {
            bits[i] = most;
            for (int b = most; b >= least; b--) {
                alone[i] = b;
                if (error.applyAsDouble(alone) > share) {
                    break;
                }
                bits[i] = b;
            }
            alone[i] = 0;
        }
        while (error.applyAsDouble(bits) > bound && Arrays.stream(bits).anyMatch(b -> b < most)) {
            bits[helpsMost(bits, most, error)]++;
        }
        boolean fewer = error.applyAsDouble(bits) <= bound;
        while (fewer) {
            fewer = false;
            for (int i = 0; i < operands; i++) {
                bits[i]--;
                if (bits[i] >= least && error.applyAsDouble(bits) <= bound) {
                    fewer = true;
                } else {
                    bits[i]++;
                }
            }
        }
        return bits;
    }

    private static int helpsMost(int[] bits, int most, ToDoubleFunction<int[]> error) {
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < bits.length; i++) {
            if (bits[i] < most) {
                bits[i]++;
                double left = error.applyAsDouble(bits);
                bits[i]--;
                if (best < 0 || left < least) {
                    least = left;
                    best = i;
                }
            }
        }
        return best;
    }
}
