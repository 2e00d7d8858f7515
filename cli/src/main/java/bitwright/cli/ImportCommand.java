package bitwright.cli;

import bitwright.workload.Tensor;
import bitwright.workload.WorkloadException;
import bitwright.workload.bundle.TraceWriter;
import bitwright.workload.inference.Rounding;
import bitwright.workload.network.Port;
import bitwright.workload.tflite.ModelInputs;
import bitwright.workload.tflite.TfliteImporter;
import bitwright.workload.tflite.TfliteModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bitwright import}: a model becomes a trace bundle. */
@Command(
        name = "import",
        description = "Run a model by integers and write what its layers multiplied as a trace bundle.")
final class ImportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "MODEL",
            description = "A .tflite, .onnx (QONNX too), .gguf, .safetensors, .npz or llama2.c .bin file.")
    private Path model;

    @Option(
            names = "--input",
            paramLabel = "X.npy",
            description = "Inputs, one or more along the first axis: integers are codes, floats are quantised as the "
                    + "model says. May be repeated; NAME=X.npy where a model has several. Without it inputs are "
                    + "synthetic, and the bundle says so.")
    private List<String> inputs = List.of();

    @Option(names = "--inputs", paramLabel = "N", description = "How many synthetic inputs (default: 1).")
    private int synthetic = 1;

    @Option(names = "--seed", description = "The synthetic inputs' seed (default: 1).")
    private long seed = 1;

    @Option(names = "--rounding", description = "double (default) or single rounding of sums.")
    private Rounding rounding = Rounding.DOUBLE;

    @Option(names = "--compact", description = "Leave out what follows from input and weights.")
    private boolean compact;

    @picocli.CommandLine.ArgGroup(validate = false, heading = "Models but TensorFlow Lite:%n")
    private RealImport real = new RealImport();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            required = true,
            description = "The bundle's folder.")
    private Path folder;

    @Override
    public Integer call() throws IOException {
        if (synthetic < 1) {
            throw new picocli.CommandLine.ParameterException(
                    spec.commandLine(), "--inputs must be at least 1, got " + synthetic);
        }
        if (RealImport.reads(model)) {
            real.run(
                    model,
                    inputs,
                    synthetic,
                    seed,
                    compact,
                    folder,
                    spec.commandLine().getOut());
            return ExitCode.DONE;
        }
        if (Files.isDirectory(model)) {
            throw new WorkloadException(model + ": is a folder; a model is a file");
        }
        TfliteModel imported = TfliteImporter.read(model);
        Port port = imported.network().input().orElseThrow();
        boolean made = inputs.isEmpty();
        Tensor codes = made
                ? ModelInputs.synthetic(port, synthetic, seed)
                : ModelInputs.read(inputs.stream().map(Path::of).toList(), port);
        String origin = made
                ? "synthetic inputs: uniform " + port.encoding().format() + " codes, seed " + seed
                : "inputs from "
                        + inputs.stream()
                                .map(path -> Path.of(path).getFileName().toString())
                                .collect(Collectors.joining(", "));
        var note = new TraceWriter.Note(origin, imported.file(), imported.sha256(), List.of(), Optional.empty());
        var contents = compact ? TraceWriter.Contents.COMPACT : TraceWriter.Contents.EVERYTHING;
        TraceWriter.write(folder, imported.network(), note, codes, contents, rounding);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%s: %d layers, %d of them multiplying; %d %s (%s)%n",
                folder,
                imported.network().nodes().size(),
                imported.network().macs().size(),
                codes.extent(0),
                codes.extent(0) == 1 ? "input" : "inputs",
                origin);
        out.flush();
        return ExitCode.DONE;
    }
}
