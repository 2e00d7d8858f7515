package bitwright.report;

import bitwright.report.Section.Entry;
import bitwright.report.Section.Pricing;
import bitwright.sim.result.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeSet;

/** The tables of a report that show energy, silicon, and the two under several energy tables. */
final class EnergyTables {
    static final String UNKNOWN = "unknown";

    private EnergyTables() {}

    /** A line a component, then the sums: dynamic energy, static energy, and what the first rests on. */
    static Table byComponent(Section section) {
        var keys = new TreeSet<String>();
        var energies = section.entries().stream()
                .map(entry -> entry.run().totalEnergy())
                .toList();
        energies.forEach(energy -> keys.addAll(energy.componentPj().keySet()));
        var rows = new ArrayList<Table.Row>();
        for (String key : keys) {
            var cells = new ArrayList<>(List.of(key));
            energies.forEach(energy -> cells.add(
                    energy.componentPj().containsKey(key)
                            ? joules(energy.componentPj().get(key))
                            : Figures.NONE));
            rows.add(new Table.Row(cells, false));
        }
        var total = new ArrayList<>(List.of("total"));
        energies.forEach(energy -> total.add(joules(energy.totalPj())));
        rows.add(new Table.Row(total, true));
        var low = new ArrayList<>(List.of("on low confidence"));
        energies.forEach(
                energy -> low.add(energy.totalPj() == 0 ? Figures.NONE : Figures.percent(energy.lowConfidenceShare())));
        rows.add(new Table.Row(low, false));
        var leaked = new ArrayList<>(List.of("static (leakage)"));
        section.entries().forEach(entry -> leaked.add(joules(entry.run().staticPj())));
        rows.add(new Table.Row(leaked, false));
        return new Table("Dynamic energy by component", header(section), 1, rows);
    }

    private static List<String> header(Section section) {
        var header = new ArrayList<>(List.of("component"));
        section.entries().forEach(entry -> header.add(entry.label()));
        return header;
    }

    /** Whether any design says what it is built of. */
    static boolean hasSilicon(Section section) {
        return section.entries().stream()
                .anyMatch(entry -> !entry.run().silicon().inventory().isEmpty());
    }

    /** A line a design: what it is built of, what that yields, spends and leaks. */
    static Table silicon(Section section) {
        var rows = new ArrayList<Table.Row>();
        for (Entry entry : section.entries()) {
            RunResult run = entry.run();
            rows.add(new Table.Row(
                    List.of(
                            entry.label(),
                            squareMillimetres(run.silicon().areaUm2().ofLogic()),
                            squareMillimetres(run.silicon().areaUm2().ofMemories()),
                            perArea(entry),
                            Figures.factor(section.speedUpAtEqualArea(entry)),
                            joules(entry.energyPj()),
                            picojoulesAMac(entry),
                            joules(run.staticPj()),
                            staticShare(entry),
                            Figures.factor(section.relativeEnergyDelay(entry)),
                            Figures.factor(section.relativeEnergyDelayArea(entry))),
                    section.baseline().filter(entry::equals).isPresent()));
        }
        return new Table(
                "Silicon and energy (areas of what a table knows, mm²; dynamic energy, static energy apart)",
                List.of(
                        "design",
                        "PEs",
                        "buffers",
                        "MACs/s/mm² of PEs",
                        "rel.",
                        "dynamic",
                        "pJ/MAC",
                        "static",
                        "of both",
                        "rel. EDP",
                        "rel. EDP·area"),
                1,
                rows);
    }

    private static String squareMillimetres(OptionalDouble um2) {
        return um2.isPresent() ? Figures.plain(Math.rint(um2.getAsDouble() / 1000) / 1000) : UNKNOWN;
    }

    private static String perArea(Entry entry) {
        var area = entry.run().silicon().areaUm2().ofLogic();
        double seconds = entry.run().milliseconds() * 1e-3;
        return area.isEmpty() || seconds == 0
                ? UNKNOWN
                : Figures.scaled(entry.run().macs() / seconds / (area.getAsDouble() * 1e-6), "");
    }

    private static String picojoulesAMac(Entry entry) {
        double macs = entry.run().macs();
        return macs == 0 ? Figures.NONE : Figures.fixed(entry.energyPj() / macs, 2);
    }

    /** Static energy over static and dynamic together. */
    private static String staticShare(Entry entry) {
        var leaked = entry.run().staticPj();
        return leaked.isEmpty()
                ? UNKNOWN
                : Figures.percent(leaked.getAsDouble() / (leaked.getAsDouble() + entry.energyPj()));
    }

    /** A line a design and energy table. */
    static Table pricings(Section section) {
        var rows = new ArrayList<Table.Row>();
        for (int i = 0; i < section.entries().size(); i++) {
            for (Pricing pricing : section.pricings()) {
                Entry entry = pricing.entries().get(i);
                boolean first = pricing == section.pricings().get(0);
                rows.add(new Table.Row(
                        List.of(
                                first ? entry.label() : "",
                                pricing.table(),
                                joules(entry.energyPj()),
                                Figures.factor(pricing.relativeEnergy(entry)),
                                Figures.percent(entry.run().totalEnergy().lowConfidenceShare()),
                                joules(entry.run().staticPj()),
                                Figures.factor(pricing.relativeEnergyDelay(entry)),
                                squareMillimetres(
                                        entry.run().silicon().areaUm2().ofLogic()),
                                squareMillimetres(
                                        entry.run().silicon().areaUm2().ofMemories())),
                        section.baseline()
                                .filter(base -> base.label().equals(entry.label()))
                                .isPresent()));
            }
        }
        return new Table(
                "Energy under several tables",
                List.of(
                        "design",
                        "energy table",
                        "dynamic",
                        "rel.",
                        "low confidence",
                        "static",
                        "rel. EDP",
                        "PEs, mm²",
                        "buffers, mm²"),
                2,
                rows);
    }

    private static String joules(double picojoules) {
        return Figures.scaled(picojoules * 1e-12, "J");
    }

    private static String joules(OptionalDouble picojoules) {
        return picojoules.isPresent() ? joules(picojoules.getAsDouble()) : UNKNOWN;
    }
}
