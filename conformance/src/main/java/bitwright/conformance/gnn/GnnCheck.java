package bitwright.conformance.gnn;

import bitwright.arith.ample.AmpleFloat;
import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.FamilyCheck;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.GoldenDataException;
import bitwright.conformance.golden.Tally;
import bitwright.workload.WorkloadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Family {@code gnn}: a folder a graph, and tables of AMPLE's RTL. */
public final class GnnCheck implements FamilyCheck {
    private static final String FLOAT_VECTORS = "ample_fp_vectors.csv.gz";

    @Override
    public void check(Path folder, Consumer<FileOutcome> report) throws IOException {
        var entries = new TreeMap<String, Path>();
        try (var found = Files.newDirectoryStream(folder)) {
            found.forEach(entry -> entries.put(entry.getFileName().toString(), entry));
        }
        for (var entry : entries.entrySet()) {
            String name = entry.getKey();
            if (Files.isDirectory(entry.getValue())) {
                try {
                    new GraphFolder(entry.getValue()).check(report);
                } catch (WorkloadException e) {
                    throw new GoldenDataException(e.getMessage());
                }
            } else if (name.equals(FLOAT_VECTORS)) {
                report.accept(floatVectors(entry.getValue()));
            } else if (name.equals(RtlCycles.FILE)) {
                report.accept(RtlCycles.check(entry.getValue()));
            } else if (name.endsWith(".csv")) {
                report.accept(FileOutcome.skipped(name, "nothing is known of it"));
            }
        }
    }

    private static FileOutcome floatVectors(Path file) throws IOException {
        var tally = new Tally(FLOAT_VECTORS);
        for (var row : new CsvTable(file).rows()) {
            int a = word(row.text("a_hex"));
            int b = word(row.text("b_hex"));
            String operands = row.text("a_hex") + ", " + row.text("b_hex");
            tally.expect("add " + operands, row.text("ample_fp_add_hex"), hex(AmpleFloat.add(a, b)));
            tally.expect("multiply " + operands, row.text("ample_fp_mult_hex"), hex(AmpleFloat.multiply(a, b)));
        }
        return tally.outcome();
    }

    private static int word(String hex) {
        return Integer.parseUnsignedInt(hex, 16);
    }

    private static String hex(int word) {
        return String.format("%08x", word);
    }
}
