package bitwright.report;

import bitwright.sim.result.Cycles;
import bitwright.sim.result.Identity;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.RunResult;
import bitwright.sim.result.ValueCheck;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Designs on one and the same workload, layer for layer. Ratios are {@code NaN} where there is nothing to divide.
 *
 * @param title the workload's name, told from others of the same name
 * @param entries the results, at least one, all with the same layers
 * @param baseline the entry that the others are measured against, if this workload has it
 * @param pricings the entries under several energy tables, the first as they are; empty where none were asked for
 */
public record Section(String title, List<Entry> entries, Optional<Entry> baseline, List<Pricing> pricings) {
    /**
     * One result under the name it has in the report.
     *
     * @param label the design's name, with its directory where two would be called the same
     */
    public record Entry(String label, RunResult run) {
        Identity identity() {
            return run.identity();
        }

        double energyPj() {
            return run.totalEnergy().totalPj();
        }

        /** Energy times delay, in joule seconds. */
        double energyDelay() {
            return energyPj() * 1e-12 * (run.milliseconds() * 1e-3);
        }

        double utilisation() {
            long total = run.totalCycles().total();
            return total == 0 ? Double.NaN : (double) run.idealCycles() / total;
        }

        boolean isPricedAs(Entry other) {
            return identity().energyTableHash().equals(other.identity().energyTableHash());
        }
    }

    /**
     * The entries of a section under one energy table.
     *
     * @param table its name in the report
     * @param entries in the section's order
     * @param baseline the section's baseline under the table
     */
    public record Pricing(String table, List<Entry> entries, Optional<Entry> baseline) {
        public Pricing {
            entries = List.copyOf(entries);
        }

        double relativeEnergy(Entry entry) {
            return baseline.map(base -> ratio(entry.energyPj(), base.energyPj()))
                    .orElse(Double.NaN);
        }

        double relativeEnergyDelay(Entry entry) {
            return baseline.map(base -> ratio(entry.energyDelay(), base.energyDelay()))
                    .orElse(Double.NaN);
        }
    }

    public Section {
        entries = List.copyOf(entries);
        pricings = List.copyOf(pricings);
    }

    Section(String title, List<Entry> entries, Optional<Entry> baseline) {
        this(title, entries, baseline, List.of());
    }

    int layers() {
        return entries.get(0).run.layers().size();
    }

    String layerName(int layer) {
        return entries.get(0).run.layers().get(layer).name();
    }

    /** How many times faster than the baseline the whole workload is done, at each design's own clock. */
    public double speedUp(Entry entry) {
        return baseline.map(base -> ratio(time(base, base.run.totalCycles()), time(entry, entry.run.totalCycles())))
                .orElse(Double.NaN);
    }

    /** The same for one layer. */
    public double speedUp(Entry entry, int layer) {
        Function<Entry, Double> time = e -> time(e, e.run.layers().get(layer).cycles());
        return baseline.map(base -> ratio(time.apply(base), time.apply(entry))).orElse(Double.NaN);
    }

    /** The geometric mean of the layers' speed-ups, over the layers that take time in both. */
    public double geometricMeanSpeedUp(Entry entry) {
        var factors = new ArrayList<Double>();
        for (int layer = 0; layer < layers(); layer++) {
            factors.add(speedUp(entry, layer));
        }
        return geometricMean(factors);
    }

    /** The entry's energy over the baseline's under the same energy table. */
    public double relativeEnergy(Entry entry) {
        return energyBaseline(entry)
                .map(base -> ratio(entry.energyPj(), base.energyPj()))
                .orElse(Double.NaN);
    }

    /** The same for one layer. */
    public double relativeEnergy(Entry entry, int layer) {
        Function<Entry, Double> energy = e -> e.run.layers().get(layer).energy().totalPj();
        return energyBaseline(entry)
                .map(base -> ratio(energy.apply(entry), energy.apply(base)))
                .orElse(Double.NaN);
    }

    /** The energy-delay product over the baseline's under the same energy table. */
    public double relativeEnergyDelay(Entry entry) {
        return energyBaseline(entry)
                .map(base -> ratio(entry.energyDelay(), base.energyDelay()))
                .orElse(Double.NaN);
    }

    /** Energies are compared under one table only: the baseline itself, or the baseline's design under this table. */
    Optional<Entry> energyBaseline(Entry entry) {
        return baseline.flatMap(base -> base.isPricedAs(entry)
                ? baseline
                : entries.stream()
                        .filter(e ->
                                e.identity().design().equals(base.identity().design()) && e.isPricedAs(entry))
                        .findFirst());
    }

    /** Whether all designs have the same peak of 16-bit multiply-accumulates a second. */
    public boolean equalPeak() {
        return same(Identity::peakMacsPerCycle) && same(Identity::clockMHz);
    }

    /** The total speed-up over as much silicon: times the baseline's area of PEs over the entry's, where both are known. */
    public double speedUpAtEqualArea(Entry entry) {
        return speedUpPer(entry, Section::areaOfPes);
    }

    /** The energy-delay product times the area of the PEs, over the baseline's under the same energy table. */
    public double relativeEnergyDelayArea(Entry entry) {
        return energyBaseline(entry)
                .map(base -> relativeEnergyDelay(entry) * ratio(areaOfPes(entry), areaOfPes(base)))
                .orElse(Double.NaN);
    }

    private double speedUpPer(Entry entry, ToDoubleFunction<Entry> area) {
        return baseline.map(base -> speedUp(entry) * ratio(area.applyAsDouble(base), area.applyAsDouble(entry)))
                .orElse(Double.NaN);
    }

    private static double areaOfPes(Entry entry) {
        return entry.run.silicon().areaUm2().ofLogic().orElse(Double.NaN);
    }

    private static double areaOfAll(Entry entry) {
        var area = entry.run.silicon().areaUm2();
        return area.memories() > 0 ? area.total().orElse(Double.NaN) : Double.NaN;
    }

    private void areaNotes(List<String> notes) {
        equalArea("the PEs (buffers and the grid's edge left out)", Section::areaOfPes)
                .ifPresent(notes::add);
        equalArea("PEs and buffers (the grid's edge left out)", Section::areaOfAll)
                .ifPresent(notes::add);
    }

    private Optional<String> equalArea(String what, ToDoubleFunction<Entry> area) {
        boolean known = entries.size() > 1
                && same(Identity::energyTableHash)
                && entries.stream().allMatch(entry -> Double.isFinite(speedUpPer(entry, area)));
        return known
                ? Optional.of("speed-up at equal area of " + what + ": "
                        + each(e -> e.label + " " + Figures.factor(speedUpPer(e, area)) + " with "
                                + Figures.plain(Math.rint(area.applyAsDouble(e) / 1000) / 1000) + " mm²"))
                : Optional.empty();
    }

    /** What leaks, design by design where anything is known of it. */
    private String leakage() {
        if (entries.stream()
                .allMatch(entry -> entry.run.silicon().leakageUw().logic() == 0
                        && entry.run.silicon().leakageUw().memories() == 0)) {
            return "leakage: unknown";
        }
        return "leakage: " + each(Section::leakage);
    }

    private static String leakage(Entry entry) {
        var leakage = entry.run.silicon().leakageUw();
        var leaked = entry.run.staticPj();
        if (leaked.isPresent()) {
            return entry.label + " " + Figures.scaled(leakage.total().orElseThrow() * 1e-6, "W") + ", "
                    + Figures.scaled(leaked.getAsDouble() * 1e-12, "J") + " of static energy";
        }
        var missing = leakage.unknown();
        return entry.label + " unknown"
                + (missing.isEmpty()
                        ? ""
                        : ", for " + String.join(", ", missing.subList(0, Math.min(3, missing.size())))
                                + (missing.size() > 3 ? " and " + (missing.size() - 3) + " more" : ""));
    }

    /** What the reader must know to read the numbers right. */
    public List<String> notes() {
        var notes = new ArrayList<String>();
        Identity first = entries.get(0).identity();
        if (entries.size() > 1) {
            notes.add(
                    equalPeak()
                            ? "speed-up at equal peak: every design has " + peak(first)
                            : "speed-up NOT at equal peak: "
                                    + each(e -> e.label + " has " + peak(e.identity()) + " at "
                                            + Figures.plain(e.identity().clockMHz()) + " MHz"));
        }
        areaNotes(notes);
        networkNotes(notes);
        notes.add("dynamic energy resting on low confidence: "
                + each(e -> e.label + " "
                        + (e.energyPj() == 0
                                ? "has no energy counted"
                                : Figures.percent(e.run.totalEnergy().lowConfidenceShare()))));
        notes.add(leakage());
        verdicts().forEach(verdict -> notes.add(verdict.text()));
        Verdicts.least(this).ifPresent(notes::add);
        return List.copyOf(notes);
    }

    /** Statistics of the whole that notes of their own tell. */
    private static final Set<String> TOLD = Set.of(
            RunResult.ACCURACY_PERCENT,
            RunResult.LABELLED_INPUTS,
            RunResult.CHAINED_OUTPUTS,
            RunResult.CHAINED_MISMATCHES);

    /** What is said of the network as a whole. */
    private void networkNotes(List<String> notes) {
        for (Entry entry : entries) {
            Map<String, Double> statistics = entry.run.statistics();
            Double accuracy = statistics.get(RunResult.ACCURACY_PERCENT);
            if (entry.run.worstLayer().isPresent()) {
                notes.add(numbers(entry));
            } else if (accuracy != null && entry == entries.get(0)) {
                notes.add("accuracy of the quantised network: " + Figures.percent(accuracy / 100) + " of "
                        + Figures.plain(statistics.get(RunResult.LABELLED_INPUTS)) + " labelled inputs");
            }
            Double perplexity = statistics.get(RunResult.PERPLEXITY);
            if (perplexity != null && entry == entries.get(0)) {
                notes.add("perplexity of the rounded model on held-out text: " + Figures.fixed(perplexity, 4));
            }
            Double mismatches = statistics.get(RunResult.CHAINED_MISMATCHES);
            if (mismatches != null) {
                notes.add(entry.label + ": chained through the whole network, "
                        + Figures.plain(statistics.get(RunResult.CHAINED_OUTPUTS)) + " outputs, "
                        + Figures.plain(mismatches) + " mismatches with the reference inference");
            }
            String others = statistics.entrySet().stream()
                    .filter(statistic -> !TOLD.contains(statistic.getKey()))
                    .map(statistic -> statistic.getKey() + " " + Figures.scaled(statistic.getValue(), ""))
                    .collect(Collectors.joining(", "));
            if (!others.isEmpty()) {
                notes.add(entry.label + ": " + others);
            }
        }
    }

    private static String numbers(Entry entry) {
        Map<String, Double> statistics = entry.run.statistics();
        String accuracy = statistics.containsKey(RunResult.REAL_ACCURACY_PERCENT)
                ? "accuracy " + Figures.percent(statistics.get(RunResult.ACCURACY_PERCENT) / 100) + " of "
                        + Figures.plain(statistics.get(RunResult.LABELLED_INPUTS)) + " labelled inputs ("
                        + Figures.percent(statistics.get(RunResult.REAL_ACCURACY_PERCENT) / 100)
                        + " with nothing rounded), "
                : "";
        String worst = entry.run
                .worstLayer()
                .map(layer -> ", worst layer " + layer.name() + " with an error of "
                        + Figures.percent(layer.statistics().get(LayerResult.NUMBERS_ERROR_PERCENT) / 100))
                .orElse("");
        return entry.label + ", under its own numbers: " + accuracy + "mean squared error "
                + Figures.significant(statistics.getOrDefault(RunResult.MEAN_SQUARED_ERROR, Double.NaN)) + worst;
    }

    /** What makes the comparison unsafe. */
    public List<String> warnings() {
        var warnings = new ArrayList<String>();
        if (!same(Identity::energyTableHash)) {
            warnings.add(title + ": energy tables differ ("
                    + each(e -> e.label + ": " + tableName(e))
                    + "); energies are compared only under the same table");
        }
        warnDifferent(warnings, "memory models", Identity::memory);
        warnDifferent(warnings, "clocks in MHz", identity -> Figures.plain(identity.clockMHz()));
        warnDifferent(warnings, "seeds", identity -> Long.toString(identity.seed()));
        warnDifferent(warnings, "versions of Bitwright", Identity::version);
        for (Entry entry : entries) {
            for (LayerResult layer : entry.run.layers()) {
                if (!layer.values().passed()) {
                    warnings.add(title + ": " + entry.label + ", layer " + layer.name() + ": "
                            + Figures.count(layer.values().mismatches()) + " of "
                            + Figures.count(layer.values().compared())
                            + " compared outputs differ from the reference; first: "
                            + layer.values().firstMismatch());
                }
            }
        }
        return List.copyOf(warnings);
    }

    private void warnDifferent(List<String> warnings, String what, Function<Identity, String> field) {
        if (!same(field::apply)) {
            warnings.add(
                    title + ": " + what + " differ (" + each(e -> e.label + ": " + field.apply(e.identity())) + ")");
        }
    }

    /** Where designs are priced under several tables, each against the baseline under all of them. */
    List<Verdict> verdicts() {
        return Verdicts.of(this);
    }

    /** The name of an entry's energy table, told from others of the same name by its content. */
    String tableName(Entry entry) {
        String name = entry.identity().energyTable();
        boolean ambiguous = entries.stream()
                .anyMatch(other -> other.identity().energyTable().equals(name) && !other.isPricedAs(entry));
        return ambiguous ? name + " (" + Comparison.brief(entry.identity().energyTableHash()) + ")" : name;
    }

    /** The outputs that were checked, by method: {@code recomputed 1,024 outputs, 0 mismatches}. */
    static String values(RunResult run) {
        var parts = new ArrayList<String>();
        for (var method : ValueCheck.Method.values()) {
            var checks = run.layers().stream()
                    .map(LayerResult::values)
                    .filter(check -> check.method() == method && check.outputs() > 0)
                    .toList();
            if (checks.isEmpty()) {
                continue;
            }
            String outputs = Figures.count(
                    checks.stream().mapToLong(check -> check.outputs()).sum());
            String compared = Figures.count(
                    checks.stream().mapToLong(check -> check.compared()).sum());
            String mismatches = Figures.count(
                    checks.stream().mapToLong(check -> check.mismatches()).sum());
            parts.add(
                    switch (method) {
                        case RECOMPUTED -> "recomputed " + compared + " outputs, " + mismatches + " mismatches";
                        case SAMPLED ->
                            "sampled " + compared + " of " + outputs + " outputs, " + mismatches + " mismatches";
                        case PROVEN -> "proven by the PE's contract, " + outputs + " outputs not run";
                    });
        }
        return parts.isEmpty() ? "no outputs" : String.join("; ", parts);
    }

    private static String peak(Identity identity) {
        return Figures.peak(identity.peakMacsPerCycle()) + " 16-bit MACs/cycle";
    }

    private <T> boolean same(Function<Identity, T> field) {
        var seen = new LinkedHashSet<T>();
        entries.forEach(entry -> seen.add(field.apply(entry.identity())));
        return seen.size() == 1;
    }

    private String each(Function<Entry, String> text) {
        return entries.stream().map(text).collect(Collectors.joining(", "));
    }

    /** Microseconds. */
    private static double time(Entry entry, Cycles cycles) {
        return cycles.total() / entry.identity().clockMHz();
    }

    private static double ratio(double numerator, double denominator) {
        return numerator > 0 && denominator > 0 ? numerator / denominator : Double.NaN;
    }

    /** Of the finite factors; {@code NaN} if there are none. */
    static double geometricMean(List<Double> factors) {
        return StrictMath.exp(factors.stream()
                .filter(Double::isFinite)
                .mapToDouble(StrictMath::log)
                .average()
                .orElse(Double.NaN));
    }

    /** The share of a layer's time, 0 to 1, in which the array waits for memory. */
    static double waiting(LayerResult layer) {
        return (double) layer.cycles().memoryStall()
                / Math.max(1, layer.cycles().total());
    }

    /** Whether a design ran behind a memory that takes time. */
    boolean waitsForMemory() {
        return entries.stream()
                .flatMap(entry -> entry.run().layers().stream())
                .anyMatch(layer -> layer.statistics().getOrDefault(LayerResult.OFF_CHIP_CYCLES, 0.0) > 0);
    }
}
