package bitwright.benchmarks.workload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Seeded trials with mutated files: each must end well, or in the one clear error, and soon. */
abstract class Mutations {
    private static final int[] WORDS = {
        0, 1, -1, 2, 4, 255, 256, 65_535, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x7F80_0000, 0x7FC0_0000
    };
    private static final long SLOW_NANOS = 10_000_000_000L;

    final List<byte[]> contents = new ArrayList<>();
    final List<String> names = new ArrayList<>();
    long refused;
    long imported;
    long ran;
    long refusedToRun;

    /** The bytes of a file, some of them changed. */
    abstract byte[] mutated(int file, SplittableRandom random);

    /** Imports the bytes, counts what became of them, and throws what nobody should see. */
    abstract void trial(int file, byte[] bytes, SplittableRandom random) throws IOException;

    /** Whether all trials held; prints how it goes, and the first that did not. */
    final boolean run(long trials, long seed) {
        long begin = System.nanoTime();
        long slowest = 0;
        for (long trial = 0; trial < trials; trial++) {
            var random = new SplittableRandom(seed * 1_000_003 + trial);
            int file = random.nextInt(contents.size());
            byte[] bytes = mutated(file, random);
            long start = System.nanoTime();
            try {
                trial(file, bytes, random);
            } catch (IOException | RuntimeException | Error e) {
                System.out.printf(Locale.ROOT, "seed %d trial %d (%s): %s%n", seed, trial, names.get(file), e);
                e.printStackTrace(System.out);
                return false;
            }
            long nanos = System.nanoTime() - start;
            slowest = Math.max(slowest, nanos);
            if (nanos > SLOW_NANOS) {
                System.out.printf(
                        Locale.ROOT, "seed %d trial %d (%s): took %.1f s%n", seed, trial, names.get(file), nanos / 1e9);
                return false;
            }
            if ((trial + 1) % Math.max(1, trials / 10) == 0) {
                System.out.printf(
                        Locale.ROOT,
                        "%d trials: %d refused, %d imported, %d of them run, %d refused to run; slowest %.0f ms; %.0f"
                                + " s%n",
                        trial + 1,
                        refused,
                        imported,
                        ran,
                        refusedToRun,
                        slowest / 1e6,
                        (System.nanoTime() - begin) / 1e9);
            }
        }
        return true;
    }

    /** Ends the process unless there are files and all trials held. */
    final void main(long trials, long seed, String missing) {
        if (contents.isEmpty()) {
            System.err.println(missing);
            System.exit(2);
        }
        if (!run(trials, seed)) {
            System.exit(1);
        }
    }

    /** A word that often stands at a limit. */
    static int limit(SplittableRandom random) {
        return WORDS[random.nextInt(WORDS.length)];
    }

    static void word(byte[] bytes, int at, int word) {
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, word);
    }

    /** Up to 64 bytes from anywhere, written over those at a place. */
    static void copy(byte[] bytes, int at, SplittableRandom random) {
        int from = random.nextInt(bytes.length);
        System.arraycopy(bytes, from, bytes, at, Math.min(random.nextInt(1, 65), bytes.length - Math.max(from, at)));
    }

    /** Now and then, the file cut short. */
    static byte[] cut(byte[] bytes, SplittableRandom random) {
        return random.nextInt(20) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
    }
}
