package bitwright.cli;

import bitwright.workload.Batch;
import bitwright.workload.LayerTrace;
import bitwright.workload.bundle.TraceBundle;
import bitwright.workload.bundle.TraceVerification;
import bitwright.workload.statistics.LayerStatistics;
import bitwright.workload.statistics.OperandStatistics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bitwright trace}: a look into a trace bundle, and whether it holds true. */
@Command(
        name = "trace",
        description = "Look into a trace bundle.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {TraceCommand.Info.class, TraceCommand.Verify.class})
final class TraceCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: info or verify");
    }

    /** Shapes, zeros, set bits and widths of every operand as hardware sees it. */
    @Command(
            name = "info",
            description =
                    "Show each layer's operands as hardware sees them, zero points removed; of a graph, its degrees.")
    static final class Info implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "TRACE", description = "The bundle's folder, or a graph's: its folder or YAML file.")
        private Path folder;

        @Option(names = "--batch", description = "An input, or first..last (default: what the bundle says).")
        private String batch = "";

        @Option(names = "--seed", description = "The seed of what is synthetic (default: 1).")
        private long seed = 1;

        @Option(names = "--json", description = "Print as JSON, with the widths' histograms.")
        private boolean json;

        @Override
        public Integer call() throws IOException {
            var graph = GraphInfo.file(folder);
            if (graph.isPresent()) {
                GraphInfo.print(spec.commandLine().getOut(), graph.get(), seed, json);
                return ExitCode.DONE;
            }
            TraceBundle bundle = TraceBundle.open(folder, seed);
            LayerTrace trace = bundle.trace(batch.isEmpty() ? bundle.batch() : batch());
            List<LayerStatistics> layers = LayerStatistics.of(trace);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                var facts = new LinkedHashMap<String, Object>();
                facts.put("name", trace.name());
                facts.put("origin", trace.origin());
                facts.put("contentHash", trace.contentHash());
                facts.put("inputs", bundle.inputs());
                facts.put("layers", layers.stream().map(Info::facts).toList());
                Json.print(out, facts);
            } else {
                table(out, bundle, trace, layers);
            }
            return ExitCode.DONE;
        }

        private Batch batch() {
            try {
                return Batch.of(batch);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--batch: " + e.getMessage(), e);
            }
        }

        private static void table(PrintWriter out, TraceBundle bundle, LayerTrace trace, List<LayerStatistics> layers) {
            out.println(trace.name() + ": " + trace.origin());
            out.println("inputs: " + bundle.inputs() + "   content: " + trace.contentHash());
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of(
                    "layer",
                    "op",
                    "operand",
                    "shape",
                    "format",
                    "bits",
                    "needed",
                    "min",
                    "max",
                    "zeros",
                    "set bits",
                    "width/16"));
            for (LayerStatistics layer : layers) {
                rows.add(row(layer.name(), layer.op().label(), "activations", layer.activations()));
                rows.add(row("", "", "weights", layer.weights()));
            }
            Columns.print(out, rows, 5);
            long macs = layers.stream().mapToLong(LayerStatistics::macs).sum();
            out.printf(Locale.ROOT, "%d multiplying layers, %,d MACs an input%n", layers.size(), macs);
            out.flush();
        }

        private static List<String> row(String layer, String op, String operand, OperandStatistics s) {
            return List.of(
                    layer,
                    op,
                    operand,
                    Arrays.toString(s.shape()),
                    s.encoding().format() + (s.encoding().signed() ? " signed" : " unsigned"),
                    Integer.toString(s.encoding().precisionBits()),
                    Integer.toString(s.neededBits()),
                    Integer.toString(s.least()),
                    Integer.toString(s.largest()),
                    String.format(Locale.ROOT, "%.1f %%", 100 * s.zeroFraction()),
                    String.format(Locale.ROOT, "%.2f", s.meanSetBits()),
                    String.format(Locale.ROOT, "%.2f", s.meanWidth()));
        }

        private static Map<String, Object> facts(LayerStatistics layer) {
            var facts = new LinkedHashMap<String, Object>();
            facts.put("name", layer.name());
            facts.put("op", layer.op().label());
            facts.put("macs", layer.macs());
            facts.put("activations", facts(layer.activations()));
            facts.put("weights", facts(layer.weights()));
            return facts;
        }

        private static Map<String, Object> facts(OperandStatistics s) {
            var facts = new LinkedHashMap<String, Object>();
            facts.put("shape", s.shape());
            facts.put("format", s.encoding().format());
            facts.put("zeroPoint", s.encoding().zeroPoint());
            facts.put("signed", s.encoding().signed());
            facts.put("precisionBits", s.encoding().precisionBits());
            facts.put("neededBits", s.neededBits());
            facts.put("least", s.least());
            facts.put("largest", s.largest());
            facts.put("values", s.values());
            facts.put("zeros", s.zeros());
            facts.put("meanSetBits", s.meanSetBits());
            facts.put("meanWidthOf16", s.meanWidth());
            var groups = new LinkedHashMap<String, Long>();
            for (int width = 0; width < s.widths().length; width++) {
                if (s.widths()[width] > 0) {
                    groups.put(Integer.toString(width), s.widths()[width]);
                }
            }
            facts.put("groupsOf16ByWidth", groups);
            return facts;
        }
    }

    /** Runs the bundle's network again and compares what it stores. */
    @Command(
            name = "verify",
            description = "Run the network again and compare every stored tensor; name the first place that differs.")
    static final class Verify implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "TRACE", description = "The bundle's folder.")
        private Path folder;

        @Option(names = "--json", description = "Print as JSON.")
        private boolean json;

        @Override
        public Integer call() throws IOException {
            TraceBundle bundle = TraceBundle.open(folder, 1);
            List<TraceVerification.Check> checks = TraceVerification.verify(bundle);
            var accuracy = TraceVerification.accuracy(bundle);
            long wrong = checks.stream().filter(check -> check.mismatches() > 0).count();
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                var facts = new LinkedHashMap<String, Object>();
                facts.put("name", bundle.name());
                facts.put("tensors", checks.stream().map(Verify::facts).toList());
                facts.put("wrong", wrong);
                accuracy.ifPresent(a -> {
                    facts.put("correct", a.correct());
                    facts.put("classified", a.inputs());
                });
                Json.print(out, facts);
            } else {
                for (TraceVerification.Check check : checks) {
                    if (check.mismatches() > 0) {
                        out.println(check.layer() + " " + check.kind() + ": " + check.mismatches() + " of "
                                + check.values() + " differ, first " + check.firstMismatch());
                    }
                }
                accuracy.ifPresent(a ->
                        out.printf(Locale.ROOT, "accuracy: %d of %d, %.1f %%%n", a.correct(), a.inputs(), a.percent()));
                out.println(checks.size() + " tensors compared, " + wrong + " differ");
                out.flush();
            }
            return wrong == 0 ? ExitCode.DONE : ExitCode.CHECK_FAILED;
        }

        private static Map<String, Object> facts(TraceVerification.Check check) {
            var facts = new LinkedHashMap<String, Object>();
            facts.put("layer", check.layer());
            facts.put("kind", check.kind());
            facts.put("values", check.values());
            facts.put("mismatches", check.mismatches());
            facts.put("firstMismatch", check.firstMismatch());
            return facts;
        }
    }
}
