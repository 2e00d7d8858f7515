package bitwright.conformance.systolic;

import bitwright.accel.systolic.Compat;
import bitwright.accel.systolic.Dataflow;
import bitwright.accel.systolic.MacPe;
import bitwright.accel.systolic.Mesh;
import bitwright.accel.systolic.SystolicArray;
import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** STONNE's output-stationary mesh where its networks deliver a full row and column and collect a full array each cycle. */
final class StonneCheck {
    private StonneCheck() {}

    static void check(Path file, String name, Consumer<FileOutcome> report) throws IOException {
        var tally = new Tally(name);
        int narrow = 0;
        for (var row : new CsvTable(file).rows()) {
            int rows = row.integer("ms_rows");
            int columns = row.integer("ms_cols");
            if (row.integer("dn_bw") < rows + columns || row.integer("rn_bw") < rows * columns) {
                narrow++;
                continue;
            }
            var machine = new SystolicArray(
                            new Mesh(rows, columns),
                            Dataflow.OUTPUT_STATIONARY,
                            MacPe.of("float32", "float32", "float32"),
                            1000)
                    .with(Compat.STONNE);
            String what = row.fields(List.of("M", "N", "K", "ms_rows", "ms_cols"));
            long ours = machine.project(ScaleSimReport.gemm(row, "M", "N", "K"))
                    .cycles()
                    .total();
            tally.expect(what + " cycles", row.number("cycles"), ours);
        }
        report.accept(tally.outcome());
        if (narrow > 0) {
            report.accept(FileOutcome.skipped(
                    name, narrow + " rows: networks narrower than the array, which ours does not model"));
        }
    }
}
