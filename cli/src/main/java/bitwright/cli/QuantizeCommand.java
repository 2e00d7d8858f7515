package bitwright.cli;

import bitwright.workload.Batch;
import bitwright.workload.Tensor;
import bitwright.workload.WorkloadException;
import bitwright.workload.bundle.TraceBundle;
import bitwright.workload.bundle.TraceVerification;
import bitwright.workload.network.Port;
import bitwright.workload.quantise.LayerOutcome;
import bitwright.workload.quantise.QuantisedTrace;
import bitwright.workload.quantise.Recipe;
import bitwright.workload.quantise.TraceQuantisation;
import bitwright.workload.tflite.ModelInputs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bitwright quantize}: a trace's float masters are rounded anew. */
@Command(name = "quantize", description = "Round a trace's float weights anew and write the trace that comes of it.")
final class QuantizeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "TRACE", description = "The bundle's folder, which must hold LAYER.weights.f32.npy files.")
    private Path folder;

    @ArgGroup(validate = false, heading = "How:%n")
    private RecipeOptions how = new RecipeOptions();

    @Option(
            names = "--calibration",
            paramLabel = "N..M|X.npy",
            description = "Which of the bundle's inputs, or which other ones, ranges, errors and losses are found on "
                    + "(default: 0..15; hawq, clado and profile: 0..63; or all that there are).")
    private String calibration = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            required = true,
            description = "The new bundle's folder.")
    private Path output;

    @Override
    public Integer call() throws IOException {
        if (output.toAbsolutePath().normalize().equals(folder.toAbsolutePath().normalize())) {
            throw new ParameterException(spec.commandLine(), "--output must be another folder than the trace's");
        }
        boolean file = calibration.endsWith(".npy");
        Recipe recipe;
        try {
            Optional<Batch> own = calibration.isEmpty() || file ? Optional.empty() : Optional.of(batch());
            recipe = how.recipe(own);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        TraceBundle bundle = TraceBundle.open(folder, 1);
        QuantisedTrace made = TraceQuantisation.of(bundle, recipe, file ? inputs(bundle) : Optional.empty());
        made.write(output, file ? ", calibrated on " + Path.of(calibration).getFileName() : "");
        PrintWriter out = spec.commandLine().getOut();
        out.println(output + ": " + recipe.describe(bundle.inputs()));
        table(out, made.layers());
        made.notes().forEach(out::println);
        accuracy(out, "masters, nothing rounded", made.real());
        accuracy(out, "rounded like this, other activations reals", made.rounded());
        accuracy(out, "by integers throughout", made.integer());
        if (made.network().isEmpty()) {
            out.println("The bundle holds the layers by themselves, not a network: " + reason(made));
        }
        out.flush();
        return ExitCode.DONE;
    }

    private Batch batch() {
        try {
            return Batch.of(calibration);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "--calibration must be an index, first..last or a .npy file, got '" + calibration + "'", e);
        }
    }

    private Optional<Tensor> inputs(TraceBundle bundle) throws IOException {
        Port port = bundle.network()
                .input()
                .orElseThrow(() -> new WorkloadException(bundle.name()
                        + ": calibration by a file needs the network's input, which this bundle of layers has not"));
        return Optional.of(ModelInputs.read(List.of(Path.of(calibration)), port));
    }

    private static String reason(QuantisedTrace made) {
        boolean activations =
                made.layers().stream().anyMatch(layer -> !layer.activations().isEmpty());
        boolean apart = made.layers().stream().anyMatch(layer -> !layer.apart().isEmpty());
        if (apart) {
            return "some of a layer is multiplied apart.";
        }
        return activations ? "activations are rounded layer by layer." : "scales go by block, or it was none before.";
    }

    private static void table(PrintWriter out, List<LayerOutcome> layers) {
        List<List<String>> rows = new ArrayList<>();
        boolean activations =
                layers.stream().anyMatch(layer -> !layer.activations().isEmpty());
        boolean apart = layers.stream().anyMatch(layer -> !layer.apart().isEmpty());
        List<String> head = new ArrayList<>(List.of("layer", "weights"));
        if (activations) {
            head.add("activations");
        }
        if (apart) {
            head.add("apart");
        }
        head.addAll(List.of("bits a weight", "weights' signal to noise", "error over rtn's"));
        rows.add(head);
        for (LayerOutcome layer : layers) {
            List<String> row = new ArrayList<>(List.of(layer.layer(), layer.weights()));
            if (activations) {
                row.add(layer.activations().isEmpty() ? "-" : layer.activations());
            }
            if (apart) {
                row.add(layer.apart().isEmpty() ? "-" : layer.apart());
            }
            row.add(String.format(Locale.ROOT, "%.2f", layer.bitsPerWeight()));
            row.add(String.format(Locale.ROOT, "%.1f dB", layer.signalToNoiseDb()));
            row.add(String.format(Locale.ROOT, "%.3f", layer.costOverRtn()));
            rows.add(row);
        }
        Columns.print(out, rows, head.size() - 3);
    }

    private static void accuracy(PrintWriter out, String what, Optional<TraceVerification.Accuracy> accuracy) {
        accuracy.ifPresent(a ->
                out.printf(Locale.ROOT, "%s: %d of %d right (%.1f %%)%n", what, a.correct(), a.inputs(), a.percent()));
    }
}
