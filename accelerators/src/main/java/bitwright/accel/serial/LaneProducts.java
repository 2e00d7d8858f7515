package bitwright.accel.serial;

import java.util.Arrays;

/**
 * The largest product of a lane's statistics, PE by PE: the one thing about a serial grid that takes work for every
 * multiply-accumulate. A lane's statistics of all filters lie side by side in an array of their own, and a maximum is taken
 * by arithmetic: a loop in that shape the compiler turns into vector instructions, one with {@code Math.max} or an offset it
 * does not. Lanes whose activation has no terms are left out.
 */
final class LaneProducts implements StepTable.PeCycles {
    /** Lanes taken in one pass over the filters. */
    private static final int AT_ONCE = 4;

    /** {@code [step · lanes + lane][filter]}. */
    private final int[][] ofFilters;

    private final int lanes;
    private final int[] none;
    private final int[] slowest;
    private final int[] busy;

    LaneProducts(int[][] ofFilters, int lanes, int filters) {
        this.ofFilters = ofFilters;
        this.lanes = lanes;
        none = new int[filters];
        slowest = new int[filters];
        busy = new int[lanes + AT_ONCE];
    }

    @Override
    public void write(int[] window, int step, int[] cycles, int to) {
        int busyLanes = 0;
        for (int entry = step * lanes; entry < (step + 1) * lanes; entry++) {
            busy[busyLanes] = entry;
            busyLanes += window[entry] == 0 ? 0 : 1;
        }
        Arrays.fill(slowest, 1);
        for (int first = 0; first < busyLanes; first += AT_ONCE) {
            int left = busyLanes - first;
            raise(
                    slowest,
                    window[busy[first]],
                    ofFilters[busy[first]],
                    left > 1 ? window[busy[first + 1]] : 0,
                    left > 1 ? ofFilters[busy[first + 1]] : none,
                    left > 2 ? window[busy[first + 2]] : 0,
                    left > 2 ? ofFilters[busy[first + 2]] : none,
                    left > 3 ? window[busy[first + 3]] : 0,
                    left > 3 ? ofFilters[busy[first + 3]] : none);
        }
        System.arraycopy(slowest, 0, cycles, to, slowest.length);
    }

    private static void raise(int[] slowest, int a, int[] ofA, int b, int[] ofB, int c, int[] ofC, int d, int[] ofD) {
        for (int i = 0; i < slowest.length; i++) {
            int ab = a * ofA[i];
            int lessAb = ab - b * ofB[i];
            ab -= lessAb & lessAb >> 31;
            int cd = c * ofC[i];
            int lessCd = cd - d * ofD[i];
            cd -= lessCd & lessCd >> 31;
            int less = ab - cd;
            ab -= less & less >> 31;
            int most = slowest[i];
            int lessMost = most - ab;
            slowest[i] = most - (lessMost & lessMost >> 31);
        }
    }
}
