package bitwright.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Tries a reader on seeded mutations of a file: it gives a result or the one clear error. */
public final class Mutations {
    private Mutations() {}

    /** Reads bytes to the end. */
    public interface Reader {
        void read(byte[] bytes) throws IOException;
    }

    /** Tries mutations; messages must name the file {@code mutated}. */
    public static void check(byte[] file, long seed, int trials, Reader reader) {
        int refused = 0;
        for (int trial = 0; trial < trials; trial++) {
            byte[] bytes = mutated(file.clone(), new SplittableRandom(seed * 1_000_003 + trial));
            try {
                reader.read(bytes);
            } catch (WorkloadException e) {
                refused++;
                assertThat(e.getMessage()).as("seed %d trial %d", seed, trial).contains("mutated");
            } catch (IOException | RuntimeException | Error e) {
                fail("seed " + seed + " trial " + trial, e);
            }
        }
        assertThat(refused).as("mutations that were refused").isBetween(1, trials);
    }

    private static byte[] mutated(byte[] bytes, SplittableRandom random) {
        for (int change = random.nextInt(1, 6); change > 0 && bytes.length > 8; change--) {
            int at = random.nextInt((random.nextBoolean() ? Math.min(bytes.length, 2048) : bytes.length) - 7);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> Arrays.fill(bytes, at, at + 4, (byte) (random.nextBoolean() ? 0 : 0xFF));
                case 3 -> {
                    int from = random.nextInt(bytes.length - 7);
                    System.arraycopy(bytes, from, bytes, at, 7);
                }
                default -> bytes = random.nextInt(10) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
            }
        }
        return bytes;
    }
}
