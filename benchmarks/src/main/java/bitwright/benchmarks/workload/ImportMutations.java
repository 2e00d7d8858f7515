package bitwright.benchmarks.workload;

import bitwright.workload.WorkloadException;
import bitwright.workload.gguf.GgufFile;
import bitwright.workload.llama2c.Llama2cFile;
import bitwright.workload.npz.NpzFile;
import bitwright.workload.onnx.OnnxImporter;
import bitwright.workload.real.Graph;
import bitwright.workload.real.GraphTrace;
import bitwright.workload.real.RealInputs;
import bitwright.workload.real.RoundToNearest;
import bitwright.workload.safetensors.SafetensorsFile;
import bitwright.workload.weights.ByteSource;
import bitwright.workload.weights.TensorStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Imports seeded mutations of real files (.onnx, .gguf, .safetensors, .npz, llama2.c's .bin): each must give its tensors
 * and its network or the one clear error, quickly, within the heap that the JVM was given. Some networks are run.
 *
 * <p>{@code java -Xmx1g -cp 'benchmarks/target/classes:benchmarks/target/lib/*'
 * bitwright.benchmarks.workload.ImportMutations FOLDER-OF-FILES TRIALS [SEED]}
 */
public final class ImportMutations {
    private static final List<String> EXTENSIONS = List.of("onnx", "gguf", "safetensors", "npz", "bin");
    private static final int[] WORDS = {
        0, 1, -1, 2, 4, 255, 256, 65_535, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x7F80_0000, 0x7FC0_0000
    };
    private static final int MOST_BYTES = 1 << 22;
    private static final long SLOW_NANOS = 10_000_000_000L;

    private final List<byte[]> contents = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final Path scratch = Files.createTempFile("mutated", ".npz");
    private long refused;
    private long imported;
    private long ran;
    private long refusedToRun;

    private ImportMutations(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                if (EXTENSIONS.contains(extension(file.toString())) && Files.size(file) <= MOST_BYTES) {
                    contents.add(Files.readAllBytes(file));
                    names.add(file.getFileName().toString());
                }
            }
        }
    }

    private static String extension(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    public static void main(String[] arguments) throws IOException {
        long trials = Long.parseLong(arguments[1]);
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
        var mutations = new ImportMutations(Path.of(arguments[0]));
        if (mutations.contents.isEmpty()) {
            System.err.println("no files of at most " + MOST_BYTES + " bytes to be mutated in " + arguments[0]);
            System.exit(2);
        }
        boolean held = mutations.run(trials, seed);
        Files.deleteIfExists(mutations.scratch);
        if (!held) {
            System.exit(1);
        }
    }

    private boolean run(long trials, long seed) {
        long begin = System.nanoTime();
        long slowest = 0;
        for (long trial = 0; trial < trials; trial++) {
            var random = new SplittableRandom(seed * 1_000_003 + trial);
            int file = random.nextInt(contents.size());
            byte[] bytes = mutated(contents.get(file).clone(), random);
            long start = System.nanoTime();
            try {
                trial(extension(names.get(file)), bytes, random);
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
                        "%d trials: %d refused, %d imported, %d of them run, %d refused to run; slowest %.0f ms; %.0f s%n",
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

    private void trial(String extension, byte[] bytes, SplittableRandom random) throws IOException {
        String name = "mutated." + extension;
        Optional<Graph> graph;
        try {
            graph = imported(extension, name, bytes);
        } catch (WorkloadException e) {
            refused++;
            if (!e.getMessage().contains("mutated")) {
                throw new IllegalStateException("a message that does not name the file: " + e.getMessage(), e);
            }
            return;
        }
        imported++;
        if (graph.isEmpty() || random.nextInt(20) != 0) {
            return;
        }
        try {
            var inputs = RealInputs.synthetic(graph.get(), 1, 8, 1);
            GraphTrace.of(graph.get(), inputs, inputs, RoundToNearest.INT8);
            ran++;
        } catch (WorkloadException e) {
            refusedToRun++;
            if (!e.getMessage().contains("mutated") && !e.getMessage().startsWith("input")) {
                throw new IllegalStateException("a message that does not name the network: " + e.getMessage(), e);
            }
        }
    }

    private Optional<Graph> imported(String extension, String name, byte[] bytes) throws IOException {
        return switch (extension) {
            case "onnx" -> Optional.of(OnnxImporter.read(name, bytes).graph());
            case "gguf" -> {
                var file = GgufFile.open(ByteSource.of(name, bytes));
                load(file);
                yield Optional.of(file.model().graph());
            }
            case "bin" ->
                Optional.of(Llama2cFile.open(ByteSource.of(name, bytes)).model().graph());
            case "safetensors" -> {
                load(SafetensorsFile.open(ByteSource.of(name, bytes)));
                yield Optional.empty();
            }
            default -> {
                Files.write(scratch, bytes);
                load(NpzFile.open(scratch));
                yield Optional.empty();
            }
        };
    }

    private static void load(TensorStore store) throws IOException {
        for (String tensor : store.shapes().keySet()) {
            store.value(tensor);
        }
    }

    /** The start of a file, where most of its structure lies, changes as often as all the rest. */
    private static byte[] mutated(byte[] bytes, SplittableRandom random) {
        for (int change = random.nextInt(1, 6); change > 0 && bytes.length > 8; change--) {
            int most = random.nextBoolean() ? Math.min(bytes.length, 2048) : bytes.length;
            int at = random.nextInt(most - 7);
            switch (random.nextInt(8)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> word(bytes, at, WORDS[random.nextInt(WORDS.length)]);
                case 3 -> word(bytes, at, random.nextInt(-bytes.length, bytes.length));
                case 4 -> word(bytes, at, random.nextInt(-64, 65));
                case 5 -> {
                    int from = random.nextInt(bytes.length);
                    System.arraycopy(
                            bytes, from, bytes, at, Math.min(random.nextInt(1, 65), bytes.length - Math.max(from, at)));
                }
                case 6 -> bytes[at] = (byte) ('0' + random.nextInt(10));
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
