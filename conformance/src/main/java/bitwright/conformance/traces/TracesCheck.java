package bitwright.conformance.traces;

import bitwright.conformance.golden.FamilyCheck;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.GoldenDataException;
import bitwright.conformance.golden.Tally;
import bitwright.workload.Tensor;
import bitwright.workload.inference.IntegerInference;
import bitwright.workload.inference.Rounding;
import bitwright.workload.npy.NpyFile;
import bitwright.workload.tflite.TfliteImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Family {@code traces}: folders with a {@code manifest.json} that names a model of {@code ../../models} as seen from
 * the family's folder, folders of {@code .tflite} files with input and output as CSV, and tables {@code
 * MODEL_in_out_N.npy} of a model's inputs and outputs. Every file is either compared or skipped with a reason.
 */
public final class TracesCheck implements FamilyCheck {
    private static final Set<String> ABOUT = Set.of("FAMILY", "README.md");

    @Override
    public void check(Path folder, Consumer<FileOutcome> report) throws IOException {
        Path models = folder.resolve("../../models").normalize();
        for (Path entry : list(folder)) {
            String name = entry.getFileName().toString();
            if (Files.isRegularFile(entry.resolve("manifest.json"))) {
                new ModelTraces(entry, models).check(report);
            } else if (Files.isDirectory(entry)) {
                vectors(entry, report);
            } else if (name.matches(".+_in_out_[0-9]+\\.npy")) {
                report.accept(table(entry, models));
            } else if (!ABOUT.contains(name)) {
                report.accept(FileOutcome.skipped(name, "no kind of golden trace"));
            }
        }
    }

    static List<Path> list(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    /** Each {@code X.tflite} with {@code X_input0_FORMAT.csv} and {@code X_golden_FORMAT.csv}. */
    private static void vectors(Path folder, Consumer<FileOutcome> report) throws IOException {
        for (Path file : list(folder)) {
            String name = file.getFileName().toString();
            String shown = folder.getFileName() + "/" + name;
            if (name.matches(".+_golden_[a-z0-9]+\\.csv")) {
                String stem = name.substring(0, name.indexOf("_golden_"));
                Path input = folder.resolve(name.replace("_golden_", "_input0_"));
                var tally = new Tally(shown);
                var network =
                        TfliteImporter.read(folder.resolve(stem + ".tflite")).network();
                var codes = new Tensor(network.input().orElseThrow().shape(), csv(input));
                Tensor output = new IntegerInference(network, Rounding.DOUBLE)
                        .run(codes)
                        .output();
                tally.expect("output", output.shape(), wide(csv(file)), wide(output.data()));
                report.accept(tally.outcome());
            } else if (!name.endsWith(".tflite") && !name.matches(".+_input0_[a-z0-9]+\\.csv")) {
                report.accept(FileOutcome.skipped(shown, "no kind of golden trace"));
            }
        }
    }

    /** A table of input codes and output codes, the model named by the file's beginning. */
    private static FileOutcome table(Path file, Path models) throws IOException {
        String name = file.getFileName().toString();
        String model = name.substring(0, name.indexOf("_in_out_"));
        var found = Files.isDirectory(models)
                ? list(models).stream()
                        .filter(path -> path.getFileName().toString().matches("(.*_)?" + model + "(_.*)?\\.tflite"))
                        .toList()
                : List.<Path>of();
        if (found.size() != 1) {
            return FileOutcome.skipped(name, found.size() + " models in ../../models are called " + model);
        }
        var inference = new IntegerInference(TfliteImporter.read(found.get(0)).network(), Rounding.DOUBLE);
        var tally = new Tally(name);
        Tensor pairs = NpyFile.open(file).readTensor();
        for (int i = 0; i < pairs.data().length; i += 2) {
            var input = new Tensor(new int[] {1, 1}, new int[] {pairs.data()[i]});
            tally.expect(
                    "input " + pairs.data()[i],
                    pairs.data()[i + 1],
                    inference.run(input).output().data()[0]);
        }
        return tally.outcome();
    }

    private static int[] csv(Path file) throws IOException {
        try {
            return Arrays.stream(Files.readString(file).strip().split("[,\\s]+"))
                    .mapToInt(Integer::parseInt)
                    .toArray();
        } catch (NumberFormatException e) {
            throw new GoldenDataException(file + ": must be a list of integers: " + e.getMessage());
        }
    }

    static long[] wide(int[] codes) {
        return Arrays.stream(codes).asLongStream().toArray();
    }
}
