package bitwright.conformance.bitserial;

import bitwright.accel.serial.SerialGrid;
import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.FamilyCheck;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.GoldenDataException;
import bitwright.conformance.golden.Tally;
import bitwright.workload.LayerTrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Family {@code bitserial}: the compute cycles of every row of {@code cycles.csv}, and of the tables {@code
 * dnnsim_cycles_*.csv} that stand in {@code ../../tables/bitserial} as seen from the folder; every row of the tables of
 * terms and of compressed sizes.
 */
public final class BitSerialCheck implements FamilyCheck {
    private interface Networks {
        LayerTrace load(String net) throws IOException;
    }

    @Override
    public void check(Path folder, Consumer<FileOutcome> report) throws IOException {
        var designs = new HashMap<String, CsvTable.Row>();
        for (var row : new CsvTable(folder.resolve("configs.csv")).rows()) {
            designs.put(row.text("config"), row);
        }
        cycles(folder.resolve("cycles.csv"), "cycles.csv", designs, net -> GoldenNetworks.stored(folder, net), report);
        report.accept(TermsCheck.check(folder));
        report.accept(CompressionCheck.check(folder));
        Path tables = folder.resolve("../../tables/bitserial").normalize();
        if (!Files.isDirectory(tables)) {
            report.accept(FileOutcome.skipped("../../tables/bitserial", "the folder is not there"));
            return;
        }
        try (var files = Files.newDirectoryStream(tables, "dnnsim_cycles_*.csv")) {
            var sorted = new TreeMap<String, Path>();
            files.forEach(file -> sorted.put(file.getFileName().toString(), file));
            for (var file : sorted.entrySet()) {
                cycles(
                        file.getValue(),
                        "../../tables/bitserial/" + file.getKey(),
                        designs,
                        net -> GoldenNetworks.seeded(tables, net),
                        report);
            }
        }
    }

    private static void cycles(
            Path file, String name, Map<String, CsvTable.Row> designs, Networks networks, Consumer<FileOutcome> report)
            throws IOException {
        var tally = new Tally(name);
        var skipped = new TreeMap<String, Integer>();
        var loaded = new HashMap<String, LayerTrace>();
        for (var row : new CsvTable(file).rows()) {
            var design = designs.get(row.text("config"));
            if (design == null) {
                throw new GoldenDataException(file + ": configs.csv has no config " + row.text("config"));
            }
            String reason = GoldenDesign.unsupported(design);
            if (!reason.isEmpty()) {
                skipped.merge(reason, 1, Integer::sum);
                continue;
            }
            String net = row.text("net");
            if (!loaded.containsKey(net)) {
                loaded.put(net, networks.load(net));
            }
            String layer = row.text(row.has("layer") ? "layer" : "Layer");
            SerialGrid machine = GoldenDesign.machine(design);
            long ours = machine.computeCycles(GoldenNetworks.find(loaded.get(net), layer, file));
            tally.expect(net + " " + row.text("config") + " " + layer, row.number("compute_cycles"), ours);
        }
        report.accept(tally.outcome());
        skipped.forEach((reason, rows) -> report.accept(FileOutcome.skipped(name, rows + " rows: " + reason)));
    }
}
