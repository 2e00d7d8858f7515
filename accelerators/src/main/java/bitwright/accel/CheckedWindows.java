package bitwright.accel;

import bitwright.sim.result.ValueCheck;
import java.util.Arrays;
import java.util.SplittableRandom;

/** The windows whose outputs a check looks at. */
public final class CheckedWindows {
    /** A sample takes about this many MACs, but at least one window. */
    private static final long SAMPLE_MACS = 10_000_000;

    private CheckedWindows() {}

    /**
     * All of them if everything is recomputed; else one out of each of as many equal stretches as the sample's size allows.
     *
     * @param windows how many there are, at least 1
     * @param macs of all windows together
     */
    public static int[] of(ValueCheck.Method method, int windows, long macs, long seed) {
        return method == ValueCheck.Method.RECOMPUTED ? all(windows) : sample(windows, macs, seed);
    }

    /** 0 to windows − 1. */
    public static int[] all(int windows) {
        var all = new int[windows];
        Arrays.setAll(all, window -> window);
        return all;
    }

    private static int[] sample(int windows, long macs, long seed) {
        long macsOfWindow = Math.max(1, macs / windows);
        int count = (int) Math.max(1, Math.min(windows, SAMPLE_MACS / macsOfWindow));
        var random = new SplittableRandom(seed);
        var sample = new int[count];
        for (int i = 0; i < count; i++) {
            sample[i] = (int) random.nextLong((long) i * windows / count, (long) (i + 1) * windows / count);
        }
        return sample;
    }
}
