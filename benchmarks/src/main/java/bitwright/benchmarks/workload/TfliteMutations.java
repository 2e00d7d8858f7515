package bitwright.benchmarks.workload;

import bitwright.workload.WorkloadException;
import bitwright.workload.inference.IntegerInference;
import bitwright.workload.inference.Rounding;
import bitwright.workload.tflite.ModelInputs;
import bitwright.workload.tflite.TfliteImporter;
import bitwright.workload.tflite.TfliteModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Imports seeded mutations of real models: each must give a network or the one clear error, quickly, within the heap
 * that the JVM was given. Networks that come out of it are run now and then, small ones more often.
 *
 * <p>{@code java -Xmx1g -cp 'benchmarks/target/classes:benchmarks/target/lib/*'
 * bitwright.benchmarks.workload.TfliteMutations FOLDER-OF-MODELS TRIALS [SEED]}
 */
public final class TfliteMutations {
    private static final int[] WORDS = {
        0, 1, -1, 2, 4, 255, 256, 65_535, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x7F80_0000, 0x7FC0_0000
    };
    private static final long SMALL_NETWORK_WEIGHTS = 1_000;
    private static final long SLOW_NANOS = 10_000_000_000L;

    private final List<byte[]> models = new ArrayList<>();
    /** For each model, the places of words that may be offsets, counts or settings rather than weights. */
    private final List<int[]> structure = new ArrayList<>();

    private final List<String> names = new ArrayList<>();
    private long refused;
    private long imported;
    private long ran;
    private long refusedToRun;
    private long slowestNanos;

    private TfliteMutations(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                if (file.toString().endsWith(".tflite")) {
                    byte[] bytes = Files.readAllBytes(file);
                    models.add(bytes);
                    structure.add(structure(bytes));
                    names.add(file.getFileName().toString());
                }
            }
        }
    }

    public static void main(String[] arguments) throws IOException {
        long trials = Long.parseLong(arguments[1]);
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
        var mutations = new TfliteMutations(Path.of(arguments[0]));
        if (mutations.models.isEmpty()) {
            System.err.println("no .tflite files in " + arguments[0]);
            System.exit(2);
        }
        if (!mutations.run(trials, seed)) {
            System.exit(1);
        }
    }

    private static int[] structure(byte[] bytes) {
        var words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int[] places = new int[bytes.length / 4];
        int count = 0;
        for (int at = 0; at + 4 <= bytes.length; at += 4) {
            int word = words.getInt(at);
            if (Math.abs((long) word) < bytes.length) {
                places[count++] = at;
            }
        }
        return Arrays.copyOf(places, count);
    }

    private boolean run(long trials, long seed) {
        long begin = System.nanoTime();
        for (long trial = 0; trial < trials; trial++) {
            var random = new SplittableRandom(seed * 1_000_003 + trial);
            int model = random.nextInt(models.size());
            byte[] bytes = mutated(model, random);
            long start = System.nanoTime();
            try {
                trial(bytes, random);
            } catch (RuntimeException | Error e) {
                System.out.printf(Locale.ROOT, "seed %d trial %d (%s): %s%n", seed, trial, names.get(model), e);
                e.printStackTrace(System.out);
                return false;
            }
            long nanos = System.nanoTime() - start;
            slowestNanos = Math.max(slowestNanos, nanos);
            if (nanos > SLOW_NANOS) {
                System.out.printf(
                        Locale.ROOT,
                        "seed %d trial %d (%s): took %.1f s%n",
                        seed,
                        trial,
                        names.get(model),
                        nanos / 1e9);
                return false;
            }
            if ((trial + 1) % Math.max(1, trials / 10) == 0) {
                System.out.printf(
                        Locale.ROOT,
                        "%d trials: %d refused, %d imported, %d of them run, %d refused to run; slowest %.0f ms; %.0f s%n",
                        trial + 1,
                        refused,
                        imported,
                        ran,
                        refusedToRun,
                        slowestNanos / 1e6,
                        (System.nanoTime() - begin) / 1e9);
            }
        }
        return true;
    }

    private void trial(byte[] bytes, SplittableRandom random) {
        TfliteModel model;
        try {
            model = TfliteImporter.read("mutated.tflite", bytes);
        } catch (WorkloadException e) {
            refused++;
            if (!e.getMessage().startsWith("mutated.tflite: ")) {
                throw new IllegalStateException("a message that does not name the file: " + e.getMessage(), e);
            }
            return;
        }
        imported++;
        long weights = model.network().macs().stream()
                .mapToLong(mac -> Arrays.stream(mac.weights().source().shape())
                        .asLongStream()
                        .reduce(1, (a, b) -> a * b))
                .sum();
        if (random.nextInt(weights <= SMALL_NETWORK_WEIGHTS ? 10 : 500) != 0) {
            return;
        }
        try {
            var inference = new IntegerInference(model.network(), Rounding.DOUBLE);
            inference.run(ModelInputs.synthetic(model.network().input().orElseThrow(), 1, 1));
            ran++;
        } catch (WorkloadException e) {
            refusedToRun++;
        } catch (IOException e) {
            throw new IllegalStateException("a model in memory needs no files", e);
        }
    }

    private byte[] mutated(int model, SplittableRandom random) {
        byte[] bytes = models.get(model).clone();
        int[] places = structure.get(model);
        for (int change = random.nextInt(1, 6); change > 0 && bytes.length > 8; change--) {
            int at = random.nextBoolean()
                    ? Math.min(places[random.nextInt(places.length)], bytes.length - 4)
                    : random.nextInt(bytes.length - 3);
            switch (random.nextInt(7)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> word(bytes, at, WORDS[random.nextInt(WORDS.length)]);
                case 3 -> word(bytes, at, random.nextInt(-bytes.length, bytes.length));
                case 4 ->
                    word(
                            bytes,
                            at,
                            ByteBuffer.wrap(bytes)
                                            .order(ByteOrder.LITTLE_ENDIAN)
                                            .getInt(at)
                                    + random.nextInt(-64, 65));
                case 5 -> {
                    int from = random.nextInt(bytes.length);
                    System.arraycopy(
                            bytes, from, bytes, at, Math.min(random.nextInt(1, 65), bytes.length - Math.max(from, at)));
                }
                default -> {
                    if (random.nextInt(20) == 0) {
                        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
                    }
                }
            }
        }
        return bytes;
    }

    private static void word(byte[] bytes, int at, int word) {
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, word);
    }
}
