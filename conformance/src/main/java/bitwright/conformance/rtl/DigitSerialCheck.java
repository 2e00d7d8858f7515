package bitwright.conformance.rtl;

import bitwright.accel.bitslice.WeightMajorRun;
import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.GoldenDataException;
import bitwright.conformance.golden.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The digit-serial PE (OPT3) and the column of them that shares an encoder (OPT4C), register by register. */
final class DigitSerialCheck {
    private static final int OPERANDS = 4;
    private static final int DIGITS = 4;
    private static final int SUM_BITS = 26;

    private final String name;
    private final Path file;
    private final int pes;
    private final Map<String, CsvTable.Row> vectors = new LinkedHashMap<>();

    /** @param summary the table that has the operands */
    DigitSerialCheck(String name, Path file, Path summary, int pes) throws IOException {
        this.name = name;
        this.file = file;
        this.pes = pes;
        new CsvTable(summary).rows().forEach(row -> vectors.put(row.text("vec"), row));
    }

    private WeightMajorRun run(String vector) {
        var row = vectors.get(vector);
        if (row == null) {
            throw new GoldenDataException(file + ": there are no operands of vector " + vector);
        }
        var others = new int[pes][];
        for (int pe = 0; pe < pes; pe++) {
            others[pe] = Matrices.values(row.text("b_c" + pe));
        }
        return new WeightMajorRun(Matrices.values(row.text("a")), others, OPERANDS, DIGITS, SUM_BITS);
    }

    /** Every register at every edge: what is issued, position, selector, ports, clear, sums. */
    FileOutcome trace() throws IOException {
        var tally = new Tally(name);
        for (var vector : Matrices.rowsByRun(file, "vec").entrySet()) {
            var run = run(vector.getKey());
            var column = run.column();
            for (var row : vector.getValue()) {
                String what = "vector " + vector.getKey() + " edge " + row.text("edge") + " ";
                tally.expect(what + "encode_valid", row.number("encode_valid"), run.presentNext() ? 1 : 0);
                tally.expect(what + "clr_n", row.number("clr_n"), column.clears() ? 0 : 1);
                for (int pe = 0; pe < pes; pe++) {
                    tally.expect(what + "b" + pe, row.number("b" + pe), column.port(pe));
                }
                run.edge();
                tally.expect(what + "position", row.number("position"), column.position());
                tally.expect(what + "selector", row.number("selector"), column.selector());
                for (int pe = 0; pe < pes && row.integer("acc_valid") == 1; pe++) {
                    tally.expect(what + "acc" + pe, row.number("acc" + pe), column.sum(pe));
                }
            }
        }
        return tally.outcome();
    }

    /** Edges, bubbles and digits of whole dot products, the sums of each bit weight, results. */
    FileOutcome summary() throws IOException {
        var tally = new Tally(name);
        for (var row : vectors.values()) {
            String vector = row.text("vec");
            String what = "vector " + vector + " ";
            var run = run(vector).finish();
            tally.expect(what + "issue_edges_total", row.number("issue_edges_total"), run.issues());
            tally.expect(what + "bubbles", row.number("bubbles"), run.bubbles());
            tally.expect(what + "nonzero_digits", row.number("nonzero_digits"), run.nonZeroDigits());
            tally.expect(what + "last_acc_edge", row.number("last_acc_edge"), run.edges() - 1);
            tally.expect(what + "final_edge", row.number("final_edge"), run.edges());
            for (int pe = 0; pe < pes; pe++) {
                for (int weight = 0; weight < DIGITS; weight++) {
                    String part = "part_bw" + weight + "_c" + pe;
                    tally.expect(what + part, row.number(part), run.part(weight, pe));
                }
                tally.expect(what + "result" + pe, row.number("result" + pe), run.result(pe));
            }
            for (int weight = 0; weight < DIGITS; weight++) {
                String issues = "issue_edges_bw" + weight;
                tally.expect(what + issues, row.number(issues), run.issues(weight));
            }
        }
        return tally.outcome();
    }
}
