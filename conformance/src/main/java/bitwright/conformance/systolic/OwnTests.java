package bitwright.conformance.systolic;

import bitwright.accel.systolic.Gemm;
import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.Tally;
import bitwright.conformance.systolic.ScaleSimReport.Columns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * SCALE-Sim's own golden reports, which name neither the array nor the layers: those are told here, by folder. All are
 * of a 32 by 32 array.
 */
final class OwnTests {
    /** The first layer of AlexNet: 55 · 55 windows, 96 filters of 11 · 11 · 3. */
    private static final Gemm ALEXNET = new Gemm(3025, 96, 363);

    /** Their {@code test_mnk_input}. */
    private static final Gemm MNK = new Gemm(256, 128, 256);

    private record Test(String dataflow, Gemm gemm) {}

    private static final Map<String, Test> TESTS = Map.of(
            "v2_golden_trace_ws_alexnet_part", new Test("ws", ALEXNET),
            "v3_golden_trace_calc", new Test("ws", ALEXNET),
            "v3_golden_trace_user_os", new Test("os", MNK),
            "v3_golden_trace_user_ws", new Test("ws", MNK),
            "v3_golden_trace_user_is", new Test("is", MNK));

    private OwnTests() {}

    static void check(Path folder, Path tests, Consumer<FileOutcome> report) throws IOException {
        for (Path directory : SystolicCheck.list(tests)) {
            String shown = folder.relativize(directory).toString();
            Test test = TESTS.get(directory.getFileName().toString());
            Path compute = directory.resolve("COMPUTE_REPORT.csv");
            if (test == null || !Files.isRegularFile(compute)) {
                report.accept(FileOutcome.skipped(
                        shown,
                        directory.getFileName().toString().contains("sparsity")
                                ? "structured sparsity, which the array has not"
                                : "its array and layers are not known"));
                continue;
            }
            var ours = new ScaleSimReport(compute, test.dataflow, 32, 32);
            var projection = ours.project(test.gemm);
            var tally = new Tally(shown + "/COMPUTE_REPORT.csv");
            for (var row : new CsvTable(compute).rows()) {
                ours.compute(tally, "layer " + row.text("LayerID"), row, Columns.REPORT, projection);
            }
            report.accept(tally.outcome());
            var accesses = new Tally(shown + "/DETAILED_ACCESS_REPORT.csv");
            for (var row : new CsvTable(directory.resolve("DETAILED_ACCESS_REPORT.csv")).rows()) {
                ScaleSimReport.accesses(
                        accesses,
                        "layer " + row.text("LayerID"),
                        row,
                        " SRAM IFMAP Reads",
                        " SRAM Filter Reads",
                        " SRAM OFMAP Writes",
                        projection);
            }
            report.accept(accesses.outcome());
        }
    }
}
