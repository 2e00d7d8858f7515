package bitwright.report;

import bitwright.sim.energy.Action;
import bitwright.sim.energy.EnergyTable;
import bitwright.sim.energy.UnpricedException;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.RunResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Results side by side, a section a workload. Only results of the same workload and the same layers stand in one
 * section; whatever else differs is a warning.
 *
 * @param baseline the design that the others are measured against
 * @param sections one a workload, in order of first appearance
 * @param warnings what makes the comparison unsafe, over all sections
 */
public record Comparison(String baseline, List<Section> sections, List<String> warnings) {
    private record Source(String directory, RunResult run) {}

    private record Key(String workload, String hash, List<String> layers) {
        /** Enough, and quicker in a cold JVM than what records are given. */
        @Override
        public int hashCode() {
            return hash.hashCode();
        }

        static Key of(RunResult run) {
            return new Key(
                    run.identity().workload(),
                    run.identity().workloadHash(),
                    run.layers().stream().map(LayerResult::name).toList());
        }
    }

    /** The runs of one experiment; the first design is the baseline. */
    public static Comparison of(List<RunResult> runs) {
        return of(runs, null);
    }

    /** The runs of one experiment against a baseline; {@code null} takes the first design. */
    public static Comparison of(List<RunResult> runs, String baseline) {
        return of(runs, baseline, List.of());
    }

    /**
     * The runs of one experiment, priced again.
     *
     * @param tables what to price all of them under, the first being the comparison's own; none leaves them as they are
     * @throws ReportException naming what the tables do not price
     */
    public static Comparison of(List<RunResult> runs, String baseline, List<EnergyTable> tables) {
        return build(runs.stream().map(run -> new Source("", run)).toList(), baseline, tables);
    }

    /**
     * The runs in result directories.
     *
     * @param directories each holds a {@code run.json}
     * @param baseline a design's name or label; {@code null} takes the first design of the first directory
     * @throws ReportException naming a file that cannot be read, or a baseline that no directory has
     */
    public static Comparison read(List<Path> directories, String baseline) {
        return read(directories, baseline, List.of());
    }

    /** The same, priced again as in {@link #of(List, String, List)}. */
    public static Comparison read(List<Path> directories, String baseline, List<EnergyTable> tables) {
        var names = directories.stream().map(Comparison::name).toList();
        var sources = new ArrayList<Source>();
        for (int i = 0; i < directories.size(); i++) {
            Path directory = directories.get(i);
            boolean clash = Collections.frequency(names, names.get(i)) > 1;
            Path file = Files.isRegularFile(directory) ? directory : directory.resolve(ResultsJson.FILE);
            for (RunResult run : ResultsJson.read(file)) {
                sources.add(new Source(clash ? directory.toString() : names.get(i), run));
            }
        }
        return build(sources, baseline, tables);
    }

    /** The last part of a path; a file stands for the directory that it lies in. */
    private static String name(Path path) {
        Path full = path.toAbsolutePath().normalize();
        Path last = (Files.isRegularFile(full) ? full.getParent() : full).getFileName();
        return last == null ? full.toString() : last.toString();
    }

    private static Comparison build(List<Source> asRun, String wanted, List<EnergyTable> tables) {
        if (asRun.isEmpty()) {
            throw new ReportException("there are no results to report");
        }
        requireDistinct(tables);
        requirePriced(asRun, tables);
        List<Source> sources = tables.isEmpty() ? asRun : under(tables.get(0), asRun);
        String baseline =
                wanted != null ? wanted : sources.get(0).run.identity().design();
        var groups = new LinkedHashMap<Key, List<Source>>();
        for (Source source : sources) {
            groups.computeIfAbsent(Key.of(source.run), key -> new ArrayList<>()).add(source);
        }
        var sections = new ArrayList<Section>();
        groups.forEach((key, group) -> {
            boolean ambiguous = groups.keySet().stream()
                            .filter(other -> other.workload.equals(key.workload))
                            .count()
                    > 1;
            String title = ambiguous
                    ? key.workload + " (" + brief(key.hash) + ", " + key.layers.size() + " layers)"
                    : key.workload;
            List<Section.Entry> entries = label(group);
            Optional<Section.Entry> base = baseline(entries, baseline);
            sections.add(new Section(title, entries, base, pricings(entries, base, tables)));
        });
        if (sections.stream().allMatch(section -> section.baseline().isEmpty())) {
            var known = new LinkedHashSet<String>();
            sections.forEach(section -> section.entries().forEach(entry -> known.add(entry.label())));
            throw new ReportException(
                    "baseline: no result is called " + baseline + "; there are " + String.join(", ", known));
        }
        return new Comparison(baseline, List.copyOf(sections), warnings(baseline, sections));
    }

    private static void requireDistinct(List<EnergyTable> tables) {
        var names = new LinkedHashMap<String, String>();
        for (EnergyTable table : tables) {
            String other = names.putIfAbsent(table.contentHash(), table.name());
            if (other != null) {
                throw new ReportException("energy tables " + other + " and " + table.name() + " hold the same prices");
            }
        }
    }

    /** All that the tables lack is named at once. */
    private static void requirePriced(List<Source> sources, List<EnergyTable> tables) {
        var actions = sources.stream()
                .flatMap(source -> source.run.layers().stream())
                .flatMap(layer -> layer.actions().keySet().stream())
                .distinct()
                .map(Action::of)
                .toList();
        var problems = new ArrayList<String>();
        for (EnergyTable table : tables) {
            try {
                table.requirePriced(actions);
            } catch (UnpricedException unpriced) {
                problems.add(unpriced.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new ReportException(String.join("\n", problems));
        }
    }

    private static List<Source> under(EnergyTable table, List<Source> sources) {
        return sources.stream()
                .map(source -> new Source(source.directory, source.run.under(table)))
                .toList();
    }

    private static List<Section.Pricing> pricings(
            List<Section.Entry> entries, Optional<Section.Entry> base, List<EnergyTable> tables) {
        if (tables.size() < 2) {
            return List.of();
        }
        var pricings = new ArrayList<Section.Pricing>();
        for (EnergyTable table : tables) {
            var priced = entries.stream()
                    .map(entry -> new Section.Entry(entry.label(), entry.run().under(table)))
                    .toList();
            boolean ambiguous = tables.stream()
                            .filter(other -> other.name().equals(table.name()))
                            .count()
                    > 1;
            pricings.add(new Section.Pricing(
                    ambiguous ? table.name() + " (" + brief(table.contentHash()) + ")" : table.name(),
                    priced,
                    base.map(entry -> priced.get(entries.indexOf(entry)))));
        }
        return pricings;
    }

    private static Optional<Section.Entry> baseline(List<Section.Entry> entries, String name) {
        Optional<Section.Entry> labelled =
                entries.stream().filter(e -> e.label().equals(name)).findFirst();
        return labelled.isPresent()
                ? labelled
                : entries.stream()
                        .filter(e -> e.identity().design().equals(name))
                        .findFirst();
    }

    private static List<Section.Entry> label(List<Source> group) {
        var designs = new LinkedHashMap<String, Integer>();
        group.forEach(source -> designs.merge(source.run.identity().design(), 1, Integer::sum));
        var entries = new ArrayList<Section.Entry>();
        var taken = new LinkedHashSet<String>();
        for (Source source : group) {
            String design = source.run.identity().design();
            boolean clash = designs.get(design) > 1 && !source.directory.isEmpty();
            String label = clash ? design + "@" + source.directory : design;
            String unique = label;
            for (int n = 2; !taken.add(unique); n++) {
                unique = label + " (" + n + ")";
            }
            entries.add(new Section.Entry(unique, source.run));
        }
        return entries;
    }

    private static List<String> warnings(String baseline, List<Section> sections) {
        var warnings = new ArrayList<String>();
        if (sections.size() > 1) {
            warnings.add("workloads differ: "
                    + String.join(", ", sections.stream().map(Section::title).toList())
                    + "; designs are compared within each workload only");
        }
        for (Section section : sections) {
            if (section.baseline().isEmpty()) {
                warnings.add(section.title() + ": has no result of the baseline " + baseline
                        + ", so nothing is measured against it there");
            }
            warnings.addAll(section.warnings());
        }
        var hashes = new LinkedHashMap<String, Set<String>>();
        for (Section section : sections) {
            section.entries()
                    .forEach(entry -> hashes.computeIfAbsent(entry.label(), label -> new LinkedHashSet<>())
                            .add(entry.identity().designHash()));
        }
        hashes.forEach((label, different) -> {
            if (different.size() > 1) {
                warnings.add(label + ": is not configured alike for all workloads (design hashes "
                        + String.join(
                                ", ", different.stream().map(Comparison::brief).toList())
                        + ")");
            }
        });
        return List.copyOf(warnings);
    }

    /** The labels of all sections, each once. */
    List<String> labels() {
        var labels = new LinkedHashSet<String>();
        sections.forEach(section -> section.entries().forEach(entry -> labels.add(entry.label())));
        return List.copyOf(labels);
    }

    /** The speed-up of a label on each workload, {@code NaN} where it or the baseline is missing. */
    List<Double> speedUps(String label) {
        return perSection(label, Section::speedUp);
    }

    /** The energy of a label relative to the baseline on each workload. */
    List<Double> relativeEnergies(String label) {
        return perSection(label, Section::relativeEnergy);
    }

    /** The geometric mean over the workloads on which the label and the baseline both ran. */
    public double geometricMeanSpeedUp(String label) {
        return Section.geometricMean(speedUps(label));
    }

    /** The same for the energy relative to the baseline. */
    public double geometricMeanEnergy(String label) {
        return Section.geometricMean(relativeEnergies(label));
    }

    private interface Measure {
        double of(Section section, Section.Entry entry);
    }

    private List<Double> perSection(String label, Measure measure) {
        return sections.stream()
                .map(section -> section.entries().stream()
                        .filter(entry -> entry.label().equals(label))
                        .findFirst()
                        .map(entry -> measure.of(section, entry))
                        .orElse(Double.NaN))
                .toList();
    }

    /** The first digits of a hash, enough to tell two apart. */
    static String brief(String hash) {
        return hash.length() <= 8 ? hash : hash.substring(0, 8);
    }
}
