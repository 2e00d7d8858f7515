package bitwright.report;

import bitwright.sim.result.LayerResult;
import bitwright.sim.result.RunResult;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * {@code layers.csv}: one header line with units in the names, one line a design and layer. What a layer's maps hold
 * (stall causes, memory levels, energy components, statistics) follows in columns of its own, sorted by name; a cell is
 * empty where a design does not report that. Provenance is in {@code run.json} beside it.
 */
public final class LayersCsv {
    /** The file's name in a result directory. */
    public static final String FILE = "layers.csv";

    /** The fixed columns; the header, the rows and the documentation all come from here. */
    enum Column {
        DESIGN("design", "the design's name", (run, layer) -> run.identity().design()),
        WORKLOAD(
                "workload",
                "the workload's name",
                (run, layer) -> run.identity().workload()),
        LAYER("layer", "the layer's name", (run, layer) -> layer.name()),
        OP("op", "the layer's operation", (run, layer) -> layer.op()),
        MACS("macs", "multiply-accumulates, padding included", (run, layer) -> whole(layer.macs())),
        EFFECTIVE_MACS(
                "effective_macs",
                "multiply-accumulates in which neither operand is zero",
                (run, layer) -> whole(layer.effectiveMacs())),
        CYCLES(
                "total_cycles",
                "sum of the five parts that follow",
                (run, layer) -> whole(layer.cycles().total())),
        COMPUTE(
                "compute_cycles",
                "the array's step sequence",
                (run, layer) -> whole(layer.cycles().compute())),
        FILL(
                "fill_cycles",
                "pipeline fill and drain that nothing hides",
                (run, layer) -> whole(layer.cycles().fill())),
        WEIGHT_LOAD(
                "weight_load_cycles",
                "loading of weights that nothing hides",
                (run, layer) -> whole(layer.cycles().weightLoad())),
        SYNC_STALL(
                "sync_stall_cycles",
                "waiting for another unit",
                (run, layer) -> whole(layer.cycles().syncStall())),
        MEMORY_STALL(
                "memory_stall_cycles",
                "waiting for buffers or memory",
                (run, layer) -> whole(layer.cycles().memoryStall())),
        IDEAL(
                "ideal_cycles",
                "cycles of a machine of the same peak that never waits",
                (run, layer) -> whole(layer.idealCycles())),
        UTILISATION(
                "utilisation", "ideal over total cycles, 0 to 1", (run, layer) -> Figures.plain(layer.utilisation())),
        TIME(
                "time_us",
                "total cycles at the design's clock",
                (run, layer) ->
                        Figures.plain(layer.cycles().total() / run.identity().clockMHz())),
        ENERGY(
                "energy_pJ",
                "dynamic energy",
                (run, layer) -> Figures.plain(layer.energy().totalPj())),
        STATIC(
                "static_energy_pJ",
                "what leaked meanwhile; empty where the leakage is unknown",
                (run, layer) -> Figures.plain(run.staticPj(layer).orElse(Double.NaN))),
        LOW_CONFIDENCE(
                "low_confidence_energy_share",
                "share of the dynamic energy whose price is only recalled, or extrapolated, 0 to 1",
                (run, layer) -> Figures.plain(layer.energy().lowConfidenceShare())),
        VALUES(
                "values",
                "how outputs were checked",
                (run, layer) -> layer.values().method().name().toLowerCase(Locale.ROOT)),
        COMPARED(
                "compared_outputs",
                "outputs compared with the reference",
                (run, layer) -> whole(layer.values().compared())),
        MISMATCHES(
                "mismatched_outputs",
                "compared outputs that differ",
                (run, layer) -> whole(layer.values().mismatches()));

        final String title;
        final String meaning;
        private final BiFunction<RunResult, LayerResult, String> cell;

        Column(String title, String meaning, BiFunction<RunResult, LayerResult, String> cell) {
            this.title = title;
            this.meaning = meaning;
            this.cell = cell;
        }

        private static String whole(long value) {
            return Long.toString(value);
        }
    }

    /** A map of a layer whose keys become columns. */
    enum Family {
        STALLS("stall_%s_cycles", "cycles lost to one cause", LayerResult::stallCycles),
        TRAFFIC("%s_bits", "bits moved at one memory level and direction", LayerResult::trafficBits),
        ENERGY(
                "energy_%s_pJ",
                "energy of one component", layer -> layer.energy().componentPj()),
        STATISTICS("%s", "a statistic of the machine, its unit in its name", LayerResult::statistics);

        final String pattern;
        final String meaning;
        private final Function<LayerResult, Map<String, ? extends Number>> numbers;

        Family(String pattern, String meaning, Function<LayerResult, Map<String, ? extends Number>> numbers) {
            this.pattern = pattern;
            this.meaning = meaning;
            this.numbers = numbers;
        }

        private String title(String key) {
            return pattern.replace("%s", key.replaceAll("[^A-Za-z0-9]+", "_"));
        }

        private String cell(LayerResult layer, String key) {
            Number number = numbers.apply(layer).get(key);
            return number == null
                    ? ""
                    : number instanceof Long ? number.toString() : Figures.plain(number.doubleValue());
        }
    }

    private record Member(Family family, String key) {}

    private LayersCsv() {}

    public static String write(List<RunResult> runs) {
        List<Member> members = members(runs);
        var text = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            csv.writeRecord(header(members));
            for (RunResult run : runs) {
                for (LayerResult layer : run.layers()) {
                    csv.writeRecord(cells(run, layer, members));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static List<String> cells(RunResult run, LayerResult layer, List<Member> members) {
        var cells = new ArrayList<String>();
        for (Column column : Column.values()) {
            cells.add(column.cell.apply(run, layer));
        }
        for (Member member : members) {
            cells.add(member.family.cell(layer, member.key));
        }
        return cells;
    }

    private static List<Member> members(List<RunResult> runs) {
        var members = new ArrayList<Member>();
        for (Family family : Family.values()) {
            var keys = new TreeSet<String>();
            runs.forEach(run -> run.layers()
                    .forEach(layer -> keys.addAll(family.numbers.apply(layer).keySet())));
            keys.forEach(key -> members.add(new Member(family, key)));
        }
        return members;
    }

    private static List<String> header(List<Member> members) {
        var titles = new ArrayList<String>();
        for (Column column : Column.values()) {
            titles.add(column.title);
        }
        var taken = new HashSet<>(titles);
        for (Member member : members) {
            String title = member.family.title(member.key);
            String unique = title;
            for (int n = 2; !taken.add(unique); n++) { // two keys that differ in punctuation only
                unique = title + "_" + n;
            }
            titles.add(unique);
        }
        return titles;
    }
}
