package bitwright.report;

import bitwright.report.Section.Entry;
import bitwright.sim.result.Identity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Results as text for a terminal; escape sequences for colours only if asked for. */
public final class TerminalReport {
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";

    private TerminalReport() {}

    /** One experiment: what was run, a table of layers and designs, what to know about the numbers. */
    public static void writeRun(Appendable out, Comparison comparison, boolean colours) throws IOException {
        var text = new StringBuilder();
        for (Section section : comparison.sections()) {
            heading(text, section);
            text.append("\n"
                    + "cycles = compute + fill + load (weights) + sync (stall) + memory (stall); DRAM and on-chip:"
                    + " bits\n\n");
            TextTable.write(text, Tables.layers(section), colours);
            text.append('\n');
            notes(text, section);
        }
        warnings(text, comparison.warnings(), colours);
        out.append(text);
    }

    /** Several results: totals, then speed-up, energy and traffic layer by layer, then the mean over workloads. */
    public static void writeComparison(Appendable out, Comparison comparison, boolean colours) throws IOException {
        var text = new StringBuilder();
        for (Section section : comparison.sections()) {
            heading(text, section);
            var tables = new ArrayList<>(List.of(
                    Tables.totals(section),
                    Tables.speedUps(section),
                    Tables.energies(section),
                    Tables.traffic(section)));
            if (EnergyTables.hasSilicon(section)) {
                tables.add(1, EnergyTables.silicon(section));
            }
            if (!section.pricings().isEmpty()) {
                tables.add(EnergyTables.pricings(section));
            }
            for (Table table : tables) {
                text.append('\n').append(table.caption()).append(":\n");
                TextTable.write(text, table, colours);
            }
            text.append('\n');
            notes(text, section);
            text.append('\n');
        }
        if (comparison.sections().size() > 1) {
            for (Table table : List.of(Tables.speedUps(comparison), Tables.energies(comparison))) {
                text.append(table.caption())
                        .append(" over workloads, against ")
                        .append(comparison.baseline())
                        .append(":\n");
                TextTable.write(text, table, colours);
                text.append('\n');
            }
        }
        warnings(text, comparison.warnings(), colours);
        out.append(text);
    }

    private static void heading(StringBuilder text, Section section) {
        Identity first = section.entries().get(0).identity();
        text.append(section.title())
                .append(": ")
                .append(section.layers())
                .append(section.layers() == 1 ? " layer" : " layers")
                .append(", operands from ")
                .append(first.workloadOrigin())
                .append('\n');
        int widest = section.entries().stream()
                .mapToInt(entry -> entry.label().length())
                .max()
                .orElse(0);
        for (Entry entry : section.entries()) {
            Identity identity = entry.identity();
            text.append("  ")
                    .append(entry.label())
                    .append(" ".repeat(widest - entry.label().length()))
                    .append("  fidelity ")
                    .append(Tables.fidelity(identity))
                    .append(", memory ")
                    .append(identity.memory())
                    .append(", energy ")
                    .append(identity.energyTable())
                    .append(", ")
                    .append(Figures.plain(identity.clockMHz()))
                    .append(" MHz, peak ")
                    .append(Figures.peak(identity.peakMacsPerCycle()))
                    .append(" 16-bit MACs/cycle\n")
                    .append(" ".repeat(widest + 4))
                    .append("values: ")
                    .append(Section.values(entry.run()))
                    .append("; seed ")
                    .append(identity.seed())
                    .append(", experiment ")
                    .append(Comparison.brief(identity.configHash()))
                    .append('\n');
        }
    }

    private static void notes(StringBuilder text, Section section) {
        section.notes().forEach(note -> text.append(note).append('\n'));
    }

    private static void warnings(StringBuilder text, List<String> warnings, boolean colours) {
        warnings.forEach(warning -> text.append(colours ? RED : "")
                .append("warning: ")
                .append(warning)
                .append(colours ? PLAIN : "")
                .append('\n'));
    }
}
