package bitwright.conformance.rtl;

import bitwright.accel.systolic.ArrayRegisters;
import bitwright.accel.systolic.Dataflow;
import bitwright.accel.systolic.MacPe;
import bitwright.accel.systolic.Mesh;
import bitwright.accel.systolic.SystolicArray;
import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.Tally;
import bitwright.workload.Geometry;
import bitwright.workload.IntegerFormat;
import bitwright.workload.Layer;
import bitwright.workload.Op;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** One PE by itself: an array of one, edge by edge. */
final class SingleMacCheck {
    private static final int BOOTH_DIGITS = 4;

    private final String name;
    private final Path file;
    private final MacPe pe;
    private final String sum;

    /** @param sum the column of the sum after an edge */
    SingleMacCheck(String name, Path file, MacPe pe, String sum) {
        this.name = name;
        this.file = file;
        this.pe = pe;
        this.sum = sum;
    }

    /** Sums after every edge, and in a carry-save PE what the Booth digits add, before it. */
    FileOutcome trace() throws IOException {
        var tally = new Tally(name);
        for (var run : Matrices.rowsByRun(file, "run").entrySet()) {
            List<CsvTable.Row> working = run.getValue().stream()
                    .filter(row -> row.integer("rst_n") == 1)
                    .toList();
            int reset = run.getValue().size() - working.size();
            for (var row : run.getValue().subList(0, reset)) {
                tally.expect("run " + run.getKey() + " in reset", row.number(sum), 0);
            }
            ArrayRegisters array =
                    new SystolicArray(new Mesh(1, 1), Dataflow.OUTPUT_STATIONARY, pe, 1000).registers(layer(working));
            for (var row : working) {
                String what = "run " + run.getKey() + " edge " + row.text("edge") + " ";
                if (pe.adder() == MacPe.Adder.CARRY_SAVE) {
                    for (int digit = 0; digit < BOOTH_DIGITS; digit++) {
                        String product = "pp" + (digit + 1);
                        tally.expect(what + product, row.number(product), array.partialProduct(0, 0, digit));
                    }
                }
                array.edge();
                tally.expect(what + sum, row.number(sum), (long) array.sum(0, 0));
            }
        }
        return tally.outcome();
    }

    private static Layer layer(List<CsvTable.Row> rows) {
        return new Layer(
                "products", Op.MATMUL, List.of("input"), Geometry.UNIT, operand(rows, "a_in"), operand(rows, "b_in"));
    }

    private static Operand operand(List<CsvTable.Row> rows, String column) {
        int[] values = rows.stream().mapToInt(row -> row.integer(column)).toArray();
        return new Operand(
                IntegerFormat.INT8.encoding(0),
                TensorSource.of(new Tensor(new int[] {1, 1, 1, values.length}, values)));
    }
}
