package bitwright.report;

import bitwright.report.Section.Entry;
import bitwright.sim.result.Cycles;
import bitwright.sim.result.Identity;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.RunResult;
import bitwright.sim.result.Silicon;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** The tables of a report, each built from results. */
final class Tables {
    private static final String DRAM = "dram.";

    private Tables() {}

    /** A line a layer and design, then the totals. */
    static Table layers(Section section) {
        var header = List.of(
                "layer",
                "design",
                "MACs",
                "cycles",
                "compute",
                "fill",
                "load",
                "sync",
                "memory",
                "util.",
                "speed-up",
                "energy",
                "DRAM",
                "on-chip");
        var rows = new ArrayList<Table.Row>();
        for (int layer = 0; layer < section.layers(); layer++) {
            for (Entry entry : section.entries()) {
                LayerResult result = entry.run().layers().get(layer);
                rows.add(new Table.Row(
                        cells(
                                section.entries().get(0) == entry ? result.name() : "",
                                entry.label(),
                                result.macs(),
                                result.cycles(),
                                result.utilisation(),
                                section.speedUp(entry, layer),
                                result.energy().totalPj(),
                                traffic(result.trafficBits(), true),
                                traffic(result.trafficBits(), false)),
                        false));
            }
        }
        for (Entry entry : section.entries()) {
            Map<String, Long> bits = sum(entry.run(), LayerResult::trafficBits);
            rows.add(new Table.Row(
                    cells(
                            section.entries().get(0) == entry ? "total" : "",
                            entry.label(),
                            entry.run().macs(),
                            entry.run().totalCycles(),
                            entry.utilisation(),
                            section.speedUp(entry),
                            entry.energyPj(),
                            traffic(bits, true),
                            traffic(bits, false)),
                    true));
        }
        return new Table("Per layer and design", header, 2, rows)
                .withoutEmptyColumns(List.of("fill", "load", "sync", "memory", "DRAM", "on-chip"));
    }

    private static List<String> cells(
            String layer,
            String label,
            long macs,
            Cycles cycles,
            double utilisation,
            double speedUp,
            double energyPj,
            long dramBits,
            long chipBits) {
        return List.of(
                layer,
                label,
                Figures.scaled(macs),
                Figures.scaled(cycles.total()),
                Figures.scaled(cycles.compute()),
                Figures.scaled(cycles.fill()),
                Figures.scaled(cycles.weightLoad()),
                Figures.scaled(cycles.syncStall()),
                Figures.scaled(cycles.memoryStall()),
                Figures.percent(utilisation),
                Figures.factor(speedUp),
                Figures.scaled(energyPj * 1e-12, "J"),
                Figures.scaled(dramBits),
                Figures.scaled(chipBits));
    }

    private static long traffic(Map<String, Long> bits, boolean dram) {
        return bits.entrySet().stream()
                .filter(level -> level.getKey().startsWith(DRAM) == dram)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** A line a design: the whole workload. */
    static Table totals(Section section) {
        var header = List.of(
                "design",
                "time",
                "speed-up",
                "geomean",
                "energy",
                "rel. energy",
                "MACs/J",
                "efficiency",
                "EDP",
                "rel. EDP",
                "DRAM",
                "on-chip");
        var rows = new ArrayList<Table.Row>();
        for (Entry entry : section.entries()) {
            RunResult run = entry.run();
            Map<String, Long> bits = sum(run, LayerResult::trafficBits);
            double joules = entry.energyPj() * 1e-12;
            rows.add(new Table.Row(
                    List.of(
                            entry.label(),
                            Figures.scaled(run.milliseconds() * 1e-3, "s"),
                            Figures.factor(section.speedUp(entry)),
                            Figures.factor(section.geometricMeanSpeedUp(entry)),
                            Figures.scaled(joules, "J"),
                            Figures.factor(section.relativeEnergy(entry)),
                            Figures.scaled(run.macs() / joules, ""),
                            Figures.factor(1 / section.relativeEnergy(entry)),
                            Figures.scaled(entry.energyDelay(), "Js"),
                            Figures.factor(section.relativeEnergyDelay(entry)),
                            Figures.scaled(traffic(bits, true)),
                            Figures.scaled(traffic(bits, false))),
                    section.baseline().filter(entry::equals).isPresent()));
        }
        return new Table("In total (geomean: of the layers' speed-ups; traffic in bits)", header, 1, rows);
    }

    /** What each layer is bound by; without rows where no design ran behind a memory that takes time. */
    static Table bounds(Section section) {
        var rows = new ArrayList<Table.Row>();
        for (int layer = 0; layer < section.layers() && section.waitsForMemory(); layer++) {
            for (Entry entry : section.entries()) {
                LayerResult result = entry.run().layers().get(layer);
                long bits = traffic(result.trafficBits(), true);
                Double offChip = result.statistics().get(LayerResult.OFF_CHIP_CYCLES);
                rows.add(new Table.Row(
                        List.of(
                                section.entries().get(0) == entry ? result.name() : "",
                                entry.label(),
                                entry.identity().memory(),
                                Figures.scaled(result.arrayCycles()),
                                offChip == null ? Figures.NONE : Figures.scaled(Math.round(offChip)),
                                Figures.percent(Section.waiting(result)),
                                bits == 0 ? Figures.NONE : Figures.scaled(8.0 * result.macs() / bits, ""),
                                result.boundByMemory() ? "memory" : "compute"),
                        false));
            }
        }
        for (Entry entry : section.entries()) {
            if (!rows.isEmpty()) {
                Cycles cycles = entry.run().totalCycles();
                long bits = traffic(sum(entry.run(), LayerResult::trafficBits), true);
                long bound = entry.run().layers().stream()
                        .filter(LayerResult::boundByMemory)
                        .count();
                rows.add(new Table.Row(
                        List.of(
                                section.entries().get(0) == entry ? "total" : "",
                                entry.label(),
                                entry.identity().memory(),
                                Figures.scaled(cycles.total() - cycles.memoryStall()),
                                Figures.NONE,
                                Figures.percent((double) cycles.memoryStall() / Math.max(1, cycles.total())),
                                bits == 0
                                        ? Figures.NONE
                                        : Figures.scaled(8.0 * entry.run().macs() / bits, ""),
                                bound + " of " + section.layers() + " memory"),
                        true));
            }
        }
        var header = List.of(
                "layer", "design", "memory", "array cycles", "off-chip cycles", "waiting", "MACs/B", "bound by");
        return new Table("What bounds each layer", header, 3, rows);
    }

    static Table speedUps(Section section) {
        return byLayer(
                section,
                "Speed-up per layer",
                (entry, layer) -> Figures.factor(section.speedUp(entry, layer)),
                entry -> Figures.factor(section.speedUp(entry)));
    }

    static Table energies(Section section) {
        return byLayer(
                section,
                "Energy per layer",
                (entry, layer) ->
                        joules(entry.run().layers().get(layer).energy().totalPj())
                                + relative(section.relativeEnergy(entry, layer)),
                entry -> joules(entry.energyPj()) + relative(section.relativeEnergy(entry)));
    }

    private static String joules(double picojoules) {
        return Figures.scaled(picojoules * 1e-12, "J");
    }

    private static String relative(double factor) {
        return " " + (Double.isFinite(factor) ? "(" + Figures.factor(factor) + ")" : "(" + Figures.NONE + ")");
    }

    static Table traffic(Section section) {
        return byLayer(
                section,
                "DRAM traffic + on-chip traffic per layer, bits",
                (entry, layer) -> bits(entry.run().layers().get(layer).trafficBits()),
                entry -> bits(sum(entry.run(), LayerResult::trafficBits)));
    }

    private static String bits(Map<String, Long> levels) {
        return Figures.scaled(traffic(levels, true)) + " + " + Figures.scaled(traffic(levels, false));
    }

    private interface LayerCell {
        String of(Entry entry, int layer);
    }

    private static Table byLayer(Section section, String caption, LayerCell cell, Function<Entry, String> total) {
        var header = new ArrayList<>(List.of("layer"));
        section.entries().forEach(entry -> header.add(entry.label()));
        var rows = new ArrayList<Table.Row>();
        for (int layer = 0; layer < section.layers(); layer++) {
            var cells = new ArrayList<>(List.of(section.layerName(layer)));
            for (Entry entry : section.entries()) {
                cells.add(cell.of(entry, layer));
            }
            rows.add(new Table.Row(cells, false));
        }
        var cells = new ArrayList<>(List.of("total"));
        section.entries().forEach(entry -> cells.add(total.apply(entry)));
        rows.add(new Table.Row(cells, true));
        return new Table(caption, header, 1, rows);
    }

    /** A line a workload, then the geometric means. */
    static Table speedUps(Comparison comparison) {
        return byWorkload(comparison, "Speed-up", comparison::speedUps);
    }

    /** The same for energies relative to the baseline's. */
    static Table energies(Comparison comparison) {
        return byWorkload(comparison, "Relative energy", comparison::relativeEnergies);
    }

    private static Table byWorkload(
            Comparison comparison, String caption, Function<String, List<Double>> factorsOfLabel) {
        var header = new ArrayList<>(List.of("workload"));
        header.addAll(comparison.labels());
        var columns = comparison.labels().stream().map(factorsOfLabel).toList();
        var rows = new ArrayList<Table.Row>();
        for (int i = 0; i < comparison.sections().size(); i++) {
            var cells = new ArrayList<>(List.of(comparison.sections().get(i).title()));
            for (List<Double> factors : columns) {
                cells.add(Figures.factor(factors.get(i)));
            }
            rows.add(new Table.Row(cells, false));
        }
        var cells = new ArrayList<>(List.of("geometric mean"));
        columns.forEach(factors -> cells.add(mean(factors)));
        rows.add(new Table.Row(cells, true));
        return new Table(caption, header, 1, rows);
    }

    private static String mean(List<Double> factors) {
        long counted = factors.stream().filter(Double::isFinite).count();
        String mean = Figures.factor(Section.geometricMean(factors));
        return counted == 0 || counted == factors.size() ? mean : mean + " of " + counted;
    }

    /** Everything that identifies the results, a column a design. */
    static Table identity(Section section) {
        var rows = new ArrayList<Table.Row>();
        identityRow(rows, section, "design hash", Identity::designHash);
        identityRow(rows, section, "workload", Identity::workload);
        identityRow(rows, section, "workload hash", Identity::workloadHash);
        identityRow(rows, section, "operands from", Identity::workloadOrigin);
        identityRow(rows, section, "experiment hash", Identity::configHash);
        identityRow(rows, section, "Bitwright version", Identity::version);
        identityRow(rows, section, "seed", identity -> Long.toString(identity.seed()));
        identityRow(rows, section, "fidelity", Tables::fidelity);
        identityRow(rows, section, "memory model", Identity::memory);
        identityRow(rows, section, "energy table", Identity::energyTable);
        identityRow(rows, section, "energy table hash", Identity::energyTableHash);
        identityRow(rows, section, "clock, MHz", identity -> Figures.plain(identity.clockMHz()));
        identityRow(rows, section, "peak, 16-bit MACs/cycle", identity -> Figures.peak(identity.peakMacsPerCycle()));
        amountRow(
                rows,
                section,
                "area of the PEs, µm²",
                silicon -> silicon.areaUm2().ofLogic());
        amountRow(
                rows,
                section,
                "area of PEs and buffers, µm²",
                silicon -> silicon.areaUm2().total());
        amountRow(rows, section, "leakage, µW", silicon -> silicon.leakageUw().total());
        var values = new ArrayList<>(List.of("values"));
        section.entries().forEach(entry -> values.add(Section.values(entry.run())));
        rows.add(new Table.Row(values, false));
        var header = new ArrayList<>(List.of(""));
        section.entries().forEach(entry -> header.add(entry.label()));
        return new Table("What was run", header, header.size(), rows);
    }

    private static void identityRow(
            List<Table.Row> rows, Section section, String title, Function<Identity, String> field) {
        var cells = new ArrayList<>(List.of(title));
        section.entries().forEach(entry -> cells.add(field.apply(entry.identity())));
        rows.add(new Table.Row(cells, false));
    }

    private static void amountRow(
            List<Table.Row> rows, Section section, String title, Function<Silicon, OptionalDouble> amount) {
        var cells = new ArrayList<>(List.of(title));
        section.entries().forEach(entry -> {
            var known = amount.apply(entry.run().silicon());
            cells.add(known.isPresent() ? Figures.plain(Math.rint(known.getAsDouble())) : EnergyTables.UNKNOWN);
        });
        rows.add(new Table.Row(cells, false));
    }

    static String fidelity(Identity identity) {
        return identity.fidelity().name().toLowerCase(Locale.ROOT);
    }

    static Table actions(Section section) {
        return byKey(section, "Action counts", "action", LayerResult::actions);
    }

    static Table stalls(Section section) {
        return byKey(section, "Stall cycles by cause (part of the cycles above)", "cause", LayerResult::stallCycles);
    }

    static Table trafficByLevel(Section section) {
        return byKey(section, "Traffic by memory level, bits", "level", LayerResult::trafficBits);
    }

    private static Table byKey(
            Section section, String caption, String title, Function<LayerResult, Map<String, Long>> map) {
        var sums =
                section.entries().stream().map(entry -> sum(entry.run(), map)).toList();
        var keys = new TreeSet<String>();
        sums.forEach(sum -> keys.addAll(sum.keySet()));
        var rows = new ArrayList<Table.Row>();
        for (String key : keys) {
            var cells = new ArrayList<>(List.of(key));
            sums.forEach(sum -> cells.add(sum.containsKey(key) ? Figures.count(sum.get(key)) : Figures.NONE));
            rows.add(new Table.Row(cells, false));
        }
        return new Table(caption, header(section, title), 1, rows);
    }

    /** A line a layer and statistic. */
    static Table statistics(Section section) {
        var rows = new ArrayList<Table.Row>();
        for (int i = 0; i < section.layers(); i++) {
            int layer = i;
            var keys = new TreeSet<String>();
            section.entries()
                    .forEach(e ->
                            keys.addAll(e.run().layers().get(layer).statistics().keySet()));
            for (String key : keys) {
                var cells = new ArrayList<>(List.of(section.layerName(layer), key));
                for (Entry entry : section.entries()) {
                    Double value = entry.run().layers().get(layer).statistics().get(key);
                    cells.add(value == null || !Double.isFinite(value) ? Figures.NONE : Figures.scaled(value, ""));
                }
                rows.add(new Table.Row(cells, false));
            }
        }
        var header = new ArrayList<>(List.of("layer", "statistic"));
        section.entries().forEach(entry -> header.add(entry.label()));
        return new Table("Statistics", header, 2, rows);
    }

    private static List<String> header(Section section, String title) {
        var header = new ArrayList<>(List.of(title));
        section.entries().forEach(entry -> header.add(entry.label()));
        return header;
    }

    /** A layer map summed over a run, by key in alphabetical order. */
    static TreeMap<String, Long> sum(RunResult run, Function<LayerResult, Map<String, Long>> map) {
        var sums = new TreeMap<String, Long>();
        run.layers().forEach(layer -> map.apply(layer).forEach((key, n) -> sums.merge(key, n, Long::sum)));
        return sums;
    }
}
