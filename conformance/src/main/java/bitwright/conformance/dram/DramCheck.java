package bitwright.conformance.dram;

import bitwright.conformance.dram.GoldenDram.Issued;
import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.FamilyCheck;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.GoldenDataException;
import bitwright.conformance.golden.Tally;
import bitwright.sim.dram.Organisation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Family {@code dram}: runs of DRAMsim3, Ramulator 2.1 and aim_simulator. What a folder holds follows from its files: each
 * configuration has a file {@code config.ini} or {@code config.yaml}, each pattern a table of requests and one of commands.
 */
public final class DramCheck implements FamilyCheck {
    /** What differs between the simulators of ordinary DRAM. */
    private enum Tool {
        DRAMSIM3("dramsim3", "config.ini", "num_cycles"),
        RAMULATOR("ramulator2", "config.yaml", "total_cycle");

        final String folder;
        final String configuration;
        final String cycles; // the summary's column with the length of a run

        Tool(String folder, String configuration, String cycles) {
            this.folder = folder;
            this.configuration = configuration;
            this.cycles = cycles;
        }

        GoldenDram read(Path file) throws IOException {
            return this == DRAMSIM3 ? DramSim3Configuration.read(file) : RamulatorConfiguration.read(file);
        }

        List<Issued> commands(Path file, Organisation organisation) throws IOException {
            return this == DRAMSIM3
                    ? CommandTrace.dramSim3(file, organisation)
                    : CommandTrace.ramulator(file, organisation);
        }

        /** The last cycle of a run; DRAMsim3 counts them from 0. */
        long lastCycle(CsvTable.Row summary) {
            return summary.number(cycles) - (this == DRAMSIM3 ? 1 : 0);
        }
    }

    @Override
    public void check(Path folder, Consumer<FileOutcome> report) throws IOException {
        for (Tool tool : Tool.values()) {
            Path tools = folder.resolve(tool.folder);
            if (!Files.isDirectory(tools)) {
                continue;
            }
            Map<String, CsvTable.Row> summaries = summaries(tools.resolve("summary.csv"));
            var totals = new Tally(tool.folder + "/summary.csv");
            for (Path configuration : sorted(tools, tool.configuration)) {
                configuration(tool, configuration, summaries, totals, report);
            }
            if (!summaries.isEmpty()) {
                report.accept(totals.outcome());
            }
        }
        if (Files.isDirectory(folder.resolve("aim"))) {
            AimCheck.check(folder.resolve("aim"), report);
        }
    }

    private static void configuration(
            Tool tool, Path folder, Map<String, CsvTable.Row> summaries, Tally totals, Consumer<FileOutcome> report)
            throws IOException {
        String name = folder.getFileName().toString();
        String prefix = tool.folder + "/" + name + "/";
        GoldenDram golden;
        try {
            golden = tool.read(folder.resolve(tool.configuration));
        } catch (GoldenDataException unmodelled) {
            report.accept(FileOutcome.skipped(prefix, unmodelled.getMessage()));
            return;
        }
        List<List<Distance>> distances = new ArrayList<>();
        distances.add(golden.rules().stream().map(Distance::of).toList());
        Path derived = folder.resolveSibling("constraints");
        Path constraints = derived.resolve("constraints_" + name + ".csv");
        if (Files.isRegularFile(constraints)) {
            String file = tool.folder + "/constraints/" + constraints.getFileName();
            report.accept(Constraints.check(constraints, file, golden));
            distances.add(Constraints.read(constraints, golden.rules()));
        }
        Path numbers = derived.resolve("derived_" + name + ".txt");
        if (Files.isRegularFile(numbers)) {
            String file = tool.folder + "/constraints/" + numbers.getFileName();
            report.accept(DerivedCheck.check(numbers, file, golden));
        }
        for (String pattern : patterns(folder)) {
            var summary = summaries.get(name + " " + pattern);
            List<Issued> theirs = tool.commands(
                    folder.resolve(pattern + ".cmd.csv"), golden.memory().organisation());
            long end = summary != null
                    ? tool.lastCycle(summary)
                    : theirs.isEmpty() ? 0 : theirs.get(theirs.size() - 1).cycle();
            var run = new PatternCheck(
                    golden, new CsvTable(folder.resolve(pattern + ".csv")).rows(), isSerial(summary, pattern), end);
            report.accept(run.requests(prefix + pattern + ".csv"));
            report.accept(run.commands(prefix + pattern + ".cmd.csv", theirs, distances, end));
            if (summary != null && tool == Tool.DRAMSIM3) {
                Summaries.dramSim3(summary, golden, theirs, run, totals);
            } else if (summary != null) {
                Summaries.ramulator(summary, run, end, totals);
            }
        }
    }

    /** Whether the driver waited for each request's completion before it offered the next one. */
    private static boolean isSerial(CsvTable.Row summary, String pattern) {
        return summary != null
                ? summary.text("mode").equals("serial")
                : pattern.equals("serial_read") || pattern.equals("refresh_visible");
    }

    private static Map<String, CsvTable.Row> summaries(Path file) throws IOException {
        Map<String, CsvTable.Row> summaries = new HashMap<>();
        if (Files.isRegularFile(file)) {
            for (var row : new CsvTable(file).rows()) {
                summaries.put(row.text("config") + " " + row.text("pattern"), row);
            }
        }
        return summaries;
    }

    private static List<Path> sorted(Path tools, String configuration) throws IOException {
        try (var folders = Files.list(tools)) {
            return folders.filter(folder -> Files.isRegularFile(folder.resolve(configuration)))
                    .sorted()
                    .toList();
        }
    }

    /** The patterns that have requests and commands, in their order. */
    private static List<String> patterns(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".csv") && !file.endsWith(".cmd.csv"))
                    .map(file -> file.substring(0, file.length() - ".csv".length()))
                    .filter(pattern -> Files.isRegularFile(folder.resolve(pattern + ".cmd.csv")))
                    .sorted()
                    .toList();
        }
    }
}
