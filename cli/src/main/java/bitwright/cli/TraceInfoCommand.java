package bitwright.cli;

import bitwright.config.ConfigReader;
import bitwright.config.WorkloadSpec;
import bitwright.report.ReportFiles;
import bitwright.report.ValuesPage;
import bitwright.workload.Batch;
import bitwright.workload.LayerTrace;
import bitwright.workload.bundle.TraceBundle;
import bitwright.workload.statistics.LayerStatistics;
import bitwright.workload.statistics.OperandStatistics;
import bitwright.workload.statistics.ValueDistribution;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shapes, zeros, set bits and widths of every operand as hardware sees it, in numbers and drawn. */
@Command(
        name = "info",
        description =
                "Show each layer's operands as hardware sees them, zero points removed: in numbers, and how values, "
                        + "bits and widths are distributed.")
final class TraceInfoCommand implements Callable<Integer> {
    private static final int NARROW = 32;
    private static final int BAR = 50;
    private static final int MOST_NAMED = 20;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "TRACE",
            description = "The bundle's folder, a graph's folder or YAML file, or a workload of the library.")
    private String name;

    @Option(names = "--batch", description = "An input, or first..last (default: what the bundle says).")
    private String batch = "";

    @Option(names = "--seed", description = "The seed of what is synthetic (default: 1).")
    private long seed = 1;

    @Option(
            names = "--layer",
            paramLabel = "NAME",
            description = "Draw this layer's distributions at large, with their numbers. May be given several times.")
    private List<String> drawn = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE.html",
            description = "Also write a page with every layer's distributions, or those of --layer.")
    private Path page;

    @Option(names = "--json", description = "Print as JSON, with all distributions.")
    private boolean json;

    /** What is shown, and how many inputs there are to choose from where that is known. */
    private record Shown(LayerTrace trace, OptionalInt inputs) {}

    @Override
    public Integer call() throws IOException {
        Optional<WorkloadSpec> known = known();
        Path folder = known.orElse(null) instanceof WorkloadSpec.Named named ? named.folder() : Path.of(name);
        Optional<Path> graph = GraphInfo.file(folder);
        if (graph.isPresent()) {
            if (page != null) {
                throw new ParameterException(
                        spec.commandLine(), "--output: " + name + " is a graph, which has no layers to draw");
            }
            GraphInfo.print(spec.commandLine().getOut(), graph.get(), seed, json);
            return ExitCode.DONE;
        }
        Shown shown = known.orElse(null) instanceof WorkloadSpec.Network network ? dimensions(network) : bundle(folder);
        LayerTrace trace = shown.trace;
        for (String layer : drawn) {
            if (trace.layers().stream().noneMatch(one -> one.name().equals(layer))) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--layer: " + trace.name() + " has no layer '" + layer + "'; it has "
                                + String.join(
                                        ", ",
                                        trace.layers().stream()
                                                .map(one -> one.name())
                                                .toList()));
            }
        }
        List<LayerStatistics> layers = LayerStatistics.of(trace);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            var facts = new LinkedHashMap<String, Object>();
            facts.put("name", trace.name());
            facts.put("origin", trace.origin());
            facts.put("contentHash", trace.contentHash());
            shown.inputs.ifPresent(inputs -> facts.put("inputs", inputs));
            facts.put("layers", layers.stream().map(TraceInfoCommand::facts).toList());
            Json.print(out, facts);
        } else if (drawn.isEmpty()) {
            tables(out, shown, layers);
        } else {
            layers.stream().filter(layer -> drawn.contains(layer.name())).forEach(layer -> drawing(out, layer));
        }
        if (page != null) {
            writePage(trace, layers);
            if (!json) {
                out.println("wrote " + page);
            }
        }
        out.flush();
        return ExitCode.DONE;
    }

    private void writePage(LayerTrace trace, List<LayerStatistics> layers) {
        var seen = new HashSet<Alike>();
        var operands = new ArrayList<ValuesPage.Operand>();
        for (LayerStatistics layer : layers) {
            boolean chosen = drawn.isEmpty()
                    ? seen.add(new Alike(layer.activations(), layer.weights()))
                    : drawn.contains(layer.name());
            if (chosen) {
                operands.add(operand(layer.name() + " activations", layer.activations()));
                operands.add(operand(layer.name() + " weights", layer.weights()));
            }
        }
        ReportFiles.write(page, ValuesPage.of(trace.name(), trace.origin(), "bitwright trace info " + name, operands));
    }

    private static ValuesPage.Operand operand(String title, LayerStatistics.Values values) {
        var d = values.distribution();
        var s = values.statistics();
        String summary = Arrays.toString(s.shape()) + ", " + s.encoding().format() + ", " + percent(s.zeroFraction())
                + " zeros; outlier channels: " + outliers(d);
        List<String> bins = new ArrayList<>();
        for (int bin = 0; bin < d.bins().length; bin++) {
            bins.add(bin(d, bin));
        }
        List<String> bits = new ArrayList<>();
        for (int bit = d.usedBits() - 1; bit >= 0; bit--) {
            bits.add("bit " + bit);
        }
        long[] widths = widths(s);
        List<String> ofWidths = new ArrayList<>();
        for (int width = 1; width <= widths.length; width++) {
            ofWidths.add(width == 1 ? "1 bit" : width + " bits");
        }
        return new ValuesPage.Operand(
                title,
                summary,
                List.of(
                        new ValuesPage.Histogram("values", bins, shares(d.bins())),
                        new ValuesPage.Histogram("bits set", bits, densities(d)),
                        new ValuesPage.Histogram("widths of groups of 16", ofWidths, shares(widths))));
    }

    private static double[] shares(long[] counts) {
        double all = Arrays.stream(counts).sum();
        return Arrays.stream(counts)
                .mapToDouble(count -> all == 0 ? 0 : count / all)
                .toArray();
    }

    private static String bin(ValueDistribution d, int bin) {
        long from = d.from() + bin * d.binWidth();
        return d.binWidth() == 1 ? Long.toString(from) : from + "…" + (from + d.binWidth() - 1);
    }

    /** The library's workload of that name, unless there is a file or folder that is called so. */
    private Optional<WorkloadSpec> known() {
        if (name.contains("/") || Files.exists(Path.of(name))) {
            return Optional.empty();
        }
        return Optional.of(ConfigReader.builtIn().workload(name, "TRACE"));
    }

    private Shown dimensions(WorkloadSpec.Network network) {
        if (!batch.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--batch: " + name + " has no inputs to choose from");
        }
        return new Shown(network.trace(seed), OptionalInt.empty());
    }

    private Shown bundle(Path folder) throws IOException {
        TraceBundle bundle = TraceBundle.open(folder, seed);
        return new Shown(bundle.trace(batch.isEmpty() ? bundle.batch() : batch()), OptionalInt.of(bundle.inputs()));
    }

    private Batch batch() {
        try {
            return Batch.of(batch);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--batch: " + e.getMessage(), e);
        }
    }

    /** Layers of the same values, which are shown once. */
    private record Alike(LayerStatistics.Values activations, LayerStatistics.Values weights) {}

    private static void tables(PrintWriter out, Shown shown, List<LayerStatistics> layers) {
        out.println(shown.trace.name() + ": " + shown.trace.origin());
        out.println((shown.inputs.isPresent() ? "inputs: " + shown.inputs.getAsInt() + "   " : "") + "content: "
                + shown.trace.contentHash());
        List<List<String>> numbers = new ArrayList<>();
        numbers.add(List.of(
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
        List<List<String>> pictures = new ArrayList<>();
        pictures.add(List.of("layer", "operand", "values", "bits", "widths/16", "outlier channels"));
        var alike = new LinkedHashMap<Alike, List<LayerStatistics>>();
        layers.forEach(layer -> alike.computeIfAbsent(
                        new Alike(layer.activations(), layer.weights()), key -> new ArrayList<>())
                .add(layer));
        alike.forEach((values, same) -> {
            LayerStatistics layer = same.get(0);
            String name = layer.name() + (same.size() > 1 ? " and " + (same.size() - 1) + " alike" : "");
            numbers.add(numbers(
                    name, layer.op().label(), "activations", layer.activations().statistics()));
            numbers.add(numbers("", "", "weights", layer.weights().statistics()));
            pictures.add(picture(name, "activations", layer.activations()));
            pictures.add(picture("", "weights", layer.weights()));
        });
        Columns.print(out, numbers, 5);
        out.println();
        Columns.print(out, pictures, 6);
        long macs = layers.stream().mapToLong(LayerStatistics::macs).sum();
        out.println();
        out.println("values: from the least to the largest, heights by the square root of their share; bits: how often"
                + " each bit of the magnitude is set, the highest first; widths/16: bits that groups of 16"
                + " channels need, from 1 on");
        out.printf(Locale.ROOT, "%d multiplying layers, %,d MACs an input%n", layers.size(), macs);
    }

    private static List<String> numbers(String layer, String op, String operand, OperandStatistics s) {
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
                percent(s.zeroFraction()),
                String.format(Locale.ROOT, "%.2f", s.meanSetBits()),
                String.format(Locale.ROOT, "%.2f", s.meanWidth()));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static List<String> picture(String layer, String operand, LayerStatistics.Values values) {
        var d = values.distribution();
        return List.of(
                layer,
                operand,
                framed(heights(d)),
                framed(densities(d)),
                framed(Arrays.stream(widths(values.statistics()))
                        .asDoubleStream()
                        .toArray()),
                outliers(d));
    }

    /** Square roots of the bins' counts, two bins together where there are many. */
    private static double[] heights(ValueDistribution d) {
        int together = d.bins().length > NARROW ? 2 : 1;
        double[] heights = new double[(d.bins().length + together - 1) / together];
        for (int i = 0; i < d.bins().length; i++) {
            heights[i / together] += d.bins()[i];
        }
        return Arrays.stream(heights).map(Math::sqrt).toArray();
    }

    private static String framed(double[] numbers) {
        return "│" + Bars.upright(numbers) + "│";
    }

    /** How often each bit is set, the highest used one first. */
    private static double[] densities(ValueDistribution d) {
        double[] densities = new double[d.usedBits()];
        for (int i = 0; i < densities.length; i++) {
            densities[i] = d.density(densities.length - 1 - i);
        }
        return densities;
    }

    /** Groups by width, from one bit to the widest. */
    private static long[] widths(OperandStatistics s) {
        int widest = s.widths().length - 1;
        while (widest > 0 && s.widths()[widest] == 0) {
            widest--;
        }
        return Arrays.copyOfRange(s.widths(), 1, widest + 1);
    }

    private static String outliers(ValueDistribution d) {
        if (d.outliers().isEmpty()) {
            return "none";
        }
        var worst = d.outliers().get(0);
        return String.format(
                Locale.ROOT,
                "%d of %d, the largest %d at %.0f times the median",
                d.outliers().size(),
                d.channels(),
                worst.channel(),
                worst.ratio());
    }

    private static void drawing(PrintWriter out, LayerStatistics layer) {
        drawing(out, layer.name() + " activations", layer.activations());
        drawing(out, layer.name() + " weights", layer.weights());
    }

    private static void drawing(PrintWriter out, String title, LayerStatistics.Values values) {
        var d = values.distribution();
        var s = values.statistics();
        out.printf(Locale.ROOT, "%s: %s, %,d values%n", title, Arrays.toString(s.shape()), d.values());
        List<List<String>> rows = new ArrayList<>();
        double most = Arrays.stream(d.bins()).max().orElse(0);
        for (int bin = 0; bin < d.bins().length; bin++) {
            rows.add(bar(bin(d, bin), d.bins()[bin], d.values(), most));
        }
        print(out, "value", rows);
        rows.clear();
        for (int bit = d.usedBits() - 1; bit >= 0; bit--) {
            rows.add(bar(Integer.toString(bit), d.setBits()[bit], d.values(), d.values()));
        }
        print(out, "bit set", rows);
        rows.clear();
        long[] widths = widths(s);
        long groups = Arrays.stream(widths).sum();
        for (int width = 0; width < widths.length; width++) {
            rows.add(bar(Integer.toString(width + 1), widths[width], groups, groups));
        }
        print(out, "width/16", rows);
        out.printf(
                Locale.ROOT,
                "  outlier channels (root mean square at least %.0f times the median channel's): %d of %d%n",
                ValueDistribution.OUTLIER,
                d.outliers().size(),
                d.channels());
        d.outliers().stream()
                .limit(MOST_NAMED)
                .forEach(one -> out.printf(
                        Locale.ROOT,
                        "    channel %d: %.1f times, up to %d%n",
                        one.channel(),
                        one.ratio(),
                        one.largest()));
        if (d.outliers().size() > MOST_NAMED) {
            out.println("    and " + (d.outliers().size() - MOST_NAMED) + " more");
        }
        out.println();
    }

    private static List<String> bar(String label, long count, long all, double most) {
        return List.of(
                label, percent(all == 0 ? 0 : (double) count / all), Bars.lying(most == 0 ? 0 : count / most, BAR));
    }

    /** Labels and shares flush right, bars behind them. */
    private static void print(PrintWriter out, String title, List<List<String>> rows) {
        int width = title.length();
        for (List<String> row : rows) {
            width = Math.max(width, row.get(0).length());
        }
        out.println("  " + " ".repeat(width - title.length()) + title + "   share");
        for (List<String> row : rows) {
            String label = " ".repeat(width - row.get(0).length()) + row.get(0);
            String share = " ".repeat(Math.max(0, 8 - row.get(1).length())) + row.get(1);
            out.println(("  " + label + share + "  " + row.get(2)).stripTrailing());
        }
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

    private static Map<String, Object> facts(LayerStatistics.Values values) {
        var s = values.statistics();
        var d = values.distribution();
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
        var histogram = new LinkedHashMap<String, Object>();
        histogram.put("from", d.from());
        histogram.put("binWidth", d.binWidth());
        histogram.put("counts", d.bins());
        facts.put("histogram", histogram);
        facts.put("setBitsByPosition", Arrays.copyOf(d.setBits(), d.usedBits()));
        facts.put("channels", d.channels());
        facts.put(
                "outlierChannels",
                d.outliers().stream()
                        .map(one -> {
                            var outlier = new LinkedHashMap<String, Object>();
                            outlier.put("channel", one.channel());
                            outlier.put("timesMedian", one.ratio());
                            outlier.put("largest", one.largest());
                            return outlier;
                        })
                        .toList());
        return facts;
    }
}
