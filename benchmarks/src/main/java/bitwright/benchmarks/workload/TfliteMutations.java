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
import java.util.SplittableRandom;

/**
 * Imports seeded mutations of real models: each must give a network or the one clear error, quickly, within the heap
 * that the JVM was given. Networks that come out of it are run now and then, small ones more often.
 *
 * <p>{@code java -Xmx1g -cp 'benchmarks/target/classes:benchmarks/target/lib/*'
 * bitwright.benchmarks.workload.TfliteMutations FOLDER-OF-MODELS TRIALS [SEED]}
 */
public final class TfliteMutations extends Mutations {
    private static final long SMALL_NETWORK_WEIGHTS = 1_000;

    /** For each model, the places of words that may be offsets, counts or settings rather than weights. */
    private final List<int[]> structure = new ArrayList<>();

    private TfliteMutations(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                if (file.toString().endsWith(".tflite")) {
                    byte[] bytes = Files.readAllBytes(file);
                    contents.add(bytes);
                    structure.add(structure(bytes));
                    names.add(file.getFileName().toString());
                }
            }
        }
    }

    public static void main(String[] arguments) throws IOException {
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
        new TfliteMutations(Path.of(arguments[0]))
                .main(Long.parseLong(arguments[1]), seed, "no .tflite files in " + arguments[0]);
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

    @Override
    void trial(int file, byte[] bytes, SplittableRandom random) {
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

    @Override
    byte[] mutated(int model, SplittableRandom random) {
        byte[] bytes = contents.get(model).clone();
        int[] places = structure.get(model);
        for (int change = random.nextInt(1, 6); change > 0 && bytes.length > 8; change--) {
            int at = random.nextBoolean()
                    ? Math.min(places[random.nextInt(places.length)], bytes.length - 4)
                    : random.nextInt(bytes.length - 3);
            switch (random.nextInt(7)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> word(bytes, at, limit(random));
                case 3 -> word(bytes, at, random.nextInt(-bytes.length, bytes.length));
                case 4 ->
                    word(
                            bytes,
                            at,
                            ByteBuffer.wrap(bytes)
                                            .order(ByteOrder.LITTLE_ENDIAN)
                                            .getInt(at)
                                    + random.nextInt(-64, 65));
                case 5 -> copy(bytes, at, random);
                default -> bytes = cut(bytes, random);
            }
        }
        return bytes;
    }
}
