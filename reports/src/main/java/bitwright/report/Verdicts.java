package bitwright.report;

import bitwright.report.Section.Entry;
import bitwright.report.Section.Pricing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What may be said of the energies of a section's designs where they are priced under several tables. */
final class Verdicts {
    private Verdicts() {}

    /** Each design against the baseline under all tables. */
    static List<Verdict> of(Section section) {
        if (section.baseline().isEmpty()) {
            return List.of();
        }
        Entry baseline = section.baseline().get();
        var cases = section.pricings().isEmpty() ? casesAsRun(section, baseline) : casesAsPriced(section, baseline);
        var verdicts = new ArrayList<Verdict>();
        cases.forEach((label, list) -> {
            if (list.size() > 1) {
                verdicts.add(new Verdict(label, baseline.label(), list));
            }
        });
        return verdicts;
    }

    /** The design of least dynamic energy among more than two, if it is the same one under every table. */
    static Optional<String> least(Section section) {
        if (section.entries().size() < 3 || section.pricings().isEmpty()) {
            return Optional.empty();
        }
        var byDesign = new LinkedHashMap<String, List<String>>();
        for (Pricing pricing : section.pricings()) {
            Entry least = pricing.entries().stream()
                    .min(Comparator.comparingDouble(Entry::energyPj))
                    .orElseThrow();
            byDesign.computeIfAbsent(least.label(), label -> new ArrayList<>()).add(pricing.table());
        }
        String found = byDesign.entrySet().stream()
                .map(one -> one.getKey() + " under " + String.join(", ", one.getValue()))
                .collect(Collectors.joining("; "));
        return Optional.of("least dynamic energy of all: "
                + (byDesign.size() == 1
                        ? byDesign.keySet().iterator().next() + " under every table"
                        : found + ": the tables disagree, so no winner is named"));
    }

    private static Map<String, List<Verdict.Case>> casesAsPriced(Section section, Entry baseline) {
        var cases = new LinkedHashMap<String, List<Verdict.Case>>();
        for (Pricing pricing : section.pricings()) {
            for (Entry entry : pricing.entries()) {
                double relative = pricing.relativeEnergy(entry);
                if (!entry.label().equals(baseline.label()) && Double.isFinite(relative)) {
                    cases.computeIfAbsent(entry.label(), label -> new ArrayList<>())
                            .add(verdictCase(
                                    pricing.table(),
                                    relative,
                                    entry,
                                    pricing.baseline().orElseThrow()));
                }
            }
        }
        return cases;
    }

    /** Runs that were made under several tables, a design of one name under each. */
    private static Map<String, List<Verdict.Case>> casesAsRun(Section section, Entry baseline) {
        var byDesign = new LinkedHashMap<String, Map<String, Verdict.Case>>();
        for (Entry entry : section.entries()) {
            double relative = section.relativeEnergy(entry);
            String design = entry.identity().design();
            if (!design.equals(baseline.identity().design()) && Double.isFinite(relative)) {
                byDesign.computeIfAbsent(design, name -> new LinkedHashMap<>())
                        .putIfAbsent(
                                entry.identity().energyTableHash(),
                                verdictCase(
                                        section.tableName(entry),
                                        relative,
                                        entry,
                                        section.energyBaseline(entry).orElseThrow()));
            }
        }
        var cases = new LinkedHashMap<String, List<Verdict.Case>>();
        byDesign.forEach((design, byTable) -> cases.put(design, List.copyOf(byTable.values())));
        return cases;
    }

    private static Verdict.Case verdictCase(String table, double relative, Entry entry, Entry base) {
        return new Verdict.Case(
                table,
                relative,
                entry.run().totalEnergy().lowConfidenceShare(),
                base.run().totalEnergy().lowConfidenceShare());
    }
}
