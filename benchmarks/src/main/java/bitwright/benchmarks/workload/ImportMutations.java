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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Imports seeded mutations of real files (.onnx, .gguf, .safetensors, .npz, llama2.c's .bin): each must give its tensors
 * and its network or the one clear error, quickly, within the heap that the JVM was given. Some networks are run.
 *
 * <p>{@code java -Xmx1g -cp 'benchmarks/target/classes:benchmarks/target/lib/*'
 * bitwright.benchmarks.workload.ImportMutations FOLDER-OF-FILES TRIALS [SEED]}
 */
public final class ImportMutations extends Mutations {
    private static final List<String> EXTENSIONS = List.of("onnx", "gguf", "safetensors", "npz", "bin");
    private static final int MOST_BYTES = 1 << 22;

    private final Path scratch = Files.createTempFile("mutated", ".npz");

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
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
        var mutations = new ImportMutations(Path.of(arguments[0]));
        mutations.scratch.toFile().deleteOnExit();
        mutations.main(
                Long.parseLong(arguments[1]),
                seed,
                "no files of at most " + MOST_BYTES + " bytes to be mutated in " + arguments[0]);
    }

    @Override
    void trial(int file, byte[] bytes, SplittableRandom random) throws IOException {
        String extension = extension(names.get(file));
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
    @Override
    byte[] mutated(int file, SplittableRandom random) {
        byte[] bytes = contents.get(file).clone();
        for (int change = random.nextInt(1, 6); change > 0 && bytes.length > 8; change--) {
            int most = random.nextBoolean() ? Math.min(bytes.length, 2048) : bytes.length;
            int at = random.nextInt(most - 7);
            switch (random.nextInt(8)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> word(bytes, at, limit(random));
                case 3 -> word(bytes, at, random.nextInt(-bytes.length, bytes.length));
                case 4 -> word(bytes, at, random.nextInt(-64, 65));
                case 5 -> copy(bytes, at, random);
                case 6 -> bytes[at] = (byte) ('0' + random.nextInt(10));
                default -> bytes = cut(bytes, random);
            }
        }
        return bytes;
    }
}
