package bitwright.cli;

import bitwright.report.ReportFiles;
import bitwright.workload.Batch;
import bitwright.workload.Tensor;
import bitwright.workload.WorkloadException;
import bitwright.workload.bundle.TraceBundle;
import bitwright.workload.network.Port;
import bitwright.workload.quantise.Comparison;
import bitwright.workload.quantise.JudgedNetwork;
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

    @Parameters(
            paramLabel = "TRACE",
            arity = "1..*",
            converter = BundleFolder.class,
            description =
                    "The bundle's folder, or a bundle of the library, which must hold LAYER.weights.f32.npy files;"
                            + " with --compare one or more.")
    private List<Path> folders;

    @ArgGroup(validate = false, heading = "How:%n")
    private RecipeOptions how = new RecipeOptions();

    @Option(
            names = "--calibration",
            paramLabel = "N..M|X.npy",
            description = "Which of the bundle's inputs, or which other ones, ranges, errors and losses are found on "
                    + "(default: 0..15; hawq, clado and profile: 0..63; of a language model 0..63 and 0..3).")
    private String calibration = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "The new bundle's folder; with --compare the table's file (default: the terminal).")
    private Path output;

    @Option(
            names = "--compare",
            description =
                    "Instead, every quantiser beside the others: labelled inputs that are classified rightly, or a "
                            + "language model's perplexity, as a table of Markdown. Takes minutes.")
    private boolean compare;

    @Option(
            names = "--sequences",
            paramLabel = "N",
            description = "With --compare, the most sequences of a language model's held-out text, evenly spread "
                    + "(default: all).")
    private int sequences = Integer.MAX_VALUE;

    @Override
    public Integer call() throws IOException {
        if (sequences < 1) {
            throw new ParameterException(spec.commandLine(), "--sequences must be at least 1, got " + sequences);
        }
        if (compare) {
            return compare();
        }
        if (output == null || folders.size() > 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    output == null
                            ? "--output is missing: the new bundle's folder"
                            : "one TRACE is rounded at a time, got " + folders.size());
        }
        Path folder = folders.get(0);
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
        out.println(output + ": " + made.recipe());
        table(out, made.layers());
        made.notes().forEach(out::println);
        made.quality().ifPresent(quality -> quality(out, made.isLanguage(), quality));
        if (made.network().isEmpty()) {
            out.println("The bundle holds the layers by themselves, not a network: " + reason(made));
        }
        out.flush();
        return ExitCode.DONE;
    }

    private Integer compare() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter progress = spec.commandLine().getErr();
        var table = new QuantiserTable();
        for (Path folder : folders) {
            TraceBundle bundle = TraceBundle.open(folder, 1);
            Comparison made = Comparison.of(bundle, sequences, line -> {
                progress.println(bundle.name() + ": " + line);
                progress.flush();
            });
            table.add(new QuantiserTable.Column(bundle.name(), made.isLanguage(), made.isProven(), made.results()));
        }
        if (output == null) {
            out.print(table.text());
        } else {
            ReportFiles.write(output, table.text());
            out.println("wrote " + output);
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

    private static void quality(PrintWriter out, boolean language, QuantisedTrace.Quality quality) {
        out.println("masters, nothing rounded: " + told(language, quality.real()));
        out.println("rounded like this, other activations reals: " + told(language, quality.rounded()));
        quality.integer()
                .ifPresent(a -> out.println("by integers throughout: " + right(a.correct(), a.inputs(), a.percent())));
    }

    private static String told(boolean language, JudgedNetwork.Judgement judgement) {
        return language
                ? String.format(
                        Locale.ROOT,
                        "perplexity %.4f of %d predictions of held-out text",
                        judgement.perplexity(),
                        judgement.rows())
                : right(judgement.correct(), judgement.rows(), judgement.percent());
    }

    private static String right(int correct, int inputs, double percent) {
        return String.format(Locale.ROOT, "%d of %d right (%.1f %%)", correct, inputs, percent);
    }
}
