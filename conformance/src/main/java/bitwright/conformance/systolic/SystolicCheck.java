package bitwright.conformance.systolic;

import bitwright.accel.systolic.Gemm;
import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.FamilyCheck;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.GoldenDataException;
import bitwright.conformance.golden.Tally;
import bitwright.conformance.systolic.ScaleSimReport.Columns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Family {@code systolic}: every row of SCALE-Sim's compute grids and runs and of LLMCompass' tables, STONNE's mesh with
 * ample bandwidth. Of runs whose memory stalls the array, what does not depend on the stalls.
 */
public final class SystolicCheck implements FamilyCheck {
    private static final Pattern GRID = Pattern.compile("(.+)__(os|ws|is)_([0-9]+)x([0-9]+)\\.csv");
    private static final Pattern SETTING = Pattern.compile("\\s*([A-Za-z]+)\\s*:\\s*(\\S+)\\s*");

    @Override
    public void check(Path folder, Consumer<FileOutcome> report) throws IOException {
        for (Path entry : list(folder)) {
            String name = entry.getFileName().toString();
            if (Files.isDirectory(entry)) {
                switch (name) {
                    case "topologies" -> TopologyCheck.check(folder, entry, report);
                    case "scalesim_own_tests" -> OwnTests.check(folder, entry, report);
                    default -> scaleSim(folder, entry, report);
                }
            } else if (name.startsWith("llmcompass") && name.endsWith(".csv")) {
                report.accept(llmCompass(entry, name));
            } else if (name.startsWith("stonne") && name.endsWith(".csv")) {
                StonneCheck.check(entry, name, report);
            } else if (name.endsWith(".csv")) {
                report.accept(FileOutcome.skipped(name, "no kind of table that we know"));
            }
        }
    }

    static List<Path> list(Path folder) throws IOException {
        try (var entries = Files.newDirectoryStream(folder)) {
            var sorted = new TreeSet<Path>();
            entries.forEach(sorted::add);
            return new ArrayList<>(sorted);
        }
    }

    /** A folder of grids, or of runs in folders of their own. */
    private static void scaleSim(Path folder, Path directory, Consumer<FileOutcome> report) throws IOException {
        for (Path entry : list(directory)) {
            String shown = folder.relativize(entry).toString();
            Matcher grid = GRID.matcher(entry.getFileName().toString());
            if (Files.isDirectory(entry)) {
                if (Files.isRegularFile(entry.resolve("COMPUTE.csv"))) {
                    run(shown, entry, report);
                } else {
                    report.accept(FileOutcome.skipped(shown, "it has no COMPUTE.csv"));
                }
            } else if (grid.matches()) {
                report.accept(grid(entry, shown, grid));
            } else {
                report.accept(FileOutcome.skipped(shown, "no kind of report that we know"));
            }
        }
    }

    private static FileOutcome grid(Path file, String shown, Matcher name) throws IOException {
        var ours = new ScaleSimReport(
                file, name.group(2), Integer.parseInt(name.group(3)), Integer.parseInt(name.group(4)));
        var tally = new Tally(shown);
        for (var row : new CsvTable(file).rows()) {
            var projection = ours.project(ScaleSimReport.gemm(row, "GEMM_M", "GEMM_N", "GEMM_K"));
            String what = row.text("LayerID") + " " + row.text("LayerName");
            ours.compute(tally, what, row, Columns.GRID, projection);
            ScaleSimReport.accesses(
                    tally, what, row, "SramIfmapReads", "SramFilterReads", "SramOfmapWrites", projection);
        }
        return tally.outcome();
    }

    private static void run(String shown, Path directory, Consumer<FileOutcome> report) throws IOException {
        Path config = directory.resolve("config.cfg");
        Map<String, String> settings = settings(config);
        var ours = new ScaleSimReport(
                config,
                setting(settings, "Dataflow", config),
                number(settings, "ArrayHeight", config),
                number(settings, "ArrayWidth", config));
        Path compute = directory.resolve("COMPUTE.csv");
        var tally = new Tally(shown + "/COMPUTE.csv");
        var gemms = new HashMap<String, Gemm>();
        for (var row : new CsvTable(compute).rows()) {
            Gemm gemm = ScaleSimReport.gemm(row, "GEMM_M", "GEMM_N", "GEMM_K");
            gemms.put(row.text("LayerID"), gemm);
            ours.compute(
                    tally, row.text("LayerID") + " " + row.text("LayerName"), row, Columns.GRID, ours.project(gemm));
        }
        report.accept(tally.outcome());
        Path access = directory.resolve("ACCESS.csv");
        if (Files.isRegularFile(access)) {
            var accesses = new Tally(shown + "/ACCESS.csv");
            for (var row : new CsvTable(access).rows()) {
                Gemm gemm = gemms.get(row.text("LayerID"));
                if (gemm == null) {
                    throw new GoldenDataException(access + ": COMPUTE.csv has no layer " + row.text("LayerID"));
                }
                ScaleSimReport.accesses(
                        accesses,
                        row.text("LayerID") + " " + row.text("LayerName"),
                        row,
                        "SramIfmapCount",
                        "SramFilterCount",
                        "SramOfmapCount",
                        ours.project(gemm));
            }
            report.accept(accesses.outcome());
        }
        for (String other : List.of("BANDWIDTH.csv")) {
            if (Files.isRegularFile(directory.resolve(other))) {
                report.accept(FileOutcome.skipped(
                        shown + "/" + other, "bandwidths of SCALE-Sim's memory model, which ours does not imitate"));
            }
        }
    }

    private static Map<String, String> settings(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new GoldenDataException(file + ": no such file");
        }
        var settings = new HashMap<String, String>();
        for (String line : Files.readAllLines(file)) {
            Matcher setting = SETTING.matcher(line);
            if (setting.matches()) {
                settings.put(setting.group(1), setting.group(2));
            }
        }
        return settings;
    }

    private static String setting(Map<String, String> settings, String key, Path file) {
        String value = settings.get(key);
        if (value == null) {
            throw new GoldenDataException(file + ": there is no setting " + key);
        }
        return value;
    }

    private static int number(Map<String, String> settings, String key, Path file) {
        try {
            return Integer.parseInt(setting(settings, key, file));
        } catch (NumberFormatException e) {
            throw new GoldenDataException(file + ": " + key + " must be a whole number, got " + settings.get(key));
        }
    }

    /** Their utilisation has three decimals. */
    private static FileOutcome llmCompass(Path file, String name) throws IOException {
        var tally = new Tally(name);
        for (var row : new CsvTable(file).rows()) {
            var ours = new ScaleSimReport(
                    file, row.text("Dataflow"), row.integer("ArrayHeight"), row.integer("ArrayWidth"));
            var projection = ours.project(ScaleSimReport.gemm(row, "M", "N", "K"));
            String what = row.fields(List.of("M", "N", "K", "ArrayHeight", "ArrayWidth", "Dataflow"));
            tally.expect(
                    what + " cycles", row.number("Cycles"), projection.cycles().total());
            tally.expect(
                    what + " overall utilisation",
                    row.decimal("OverallUtilPct"),
                    100 * projection.utilisation(),
                    0.0005 + 1e-9);
        }
        return tally.outcome();
    }
}
