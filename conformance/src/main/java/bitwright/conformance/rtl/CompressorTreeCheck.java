package bitwright.conformance.rtl;

import bitwright.accel.pe.Bill;
import bitwright.accel.pe.CompressorTreePe;
import bitwright.accel.pe.Control;
import bitwright.accel.pe.Datapath;
import bitwright.accel.pe.LayerPrecision;
import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The same-bit-weight compressor array (OPT2): tiles of one PE each, a row of the left matrix passes them a tile an edge. Its
 * 13-bit sums wrap; results are compared with such sums, and with exact ones.
 */
final class CompressorTreeCheck {
    private static final int LANES = 16;
    private static final int SUM_BITS = 13;
    private static final LayerPrecision INT8 = new LayerPrecision(8, true, 8, true);
    private static final Control CONTROL = new Control(1, 1);

    private final String name;
    private final Matrices matrices;

    CompressorTreeCheck(String name, Path operands) throws IOException {
        this.name = name;
        matrices = new Matrices(operands);
    }

    private static CompressorTreePe pe(int weightSumBits) {
        return new CompressorTreePe(LANES, CompressorTreePe.Shift.BEHIND_TREE, 8, 32, weightSumBits);
    }

    /** The edges at which results come, and their values. */
    FileOutcome outputs(Path file) throws IOException {
        var tally = new Tally(name);
        for (var run : Matrices.rowsByRun(file, "run").entrySet()) {
            int[][] a = matrices.of(run.getKey(), "A");
            int[][] b = matrices.of(run.getKey(), "B");
            for (var row : run.getValue()) {
                String what = "run " + run.getKey() + " row " + row.text("row") + " tile " + row.text("tile") + " ";
                int tile = row.integer("tile");
                int[] column = Arrays.stream(b).mapToInt(ofB -> ofB[tile]).toArray();
                int[] left = a[row.integer("row")];
                long exact =
                        pe(0).dot(column, left, CONTROL, INT8, Bill.Sink.NONE).sum();
                tally.expect(what + "exact_result", row.number("exact_result"), exact);
            }
            int tiles = b[0].length;
            var ticked = new Datapath[tiles];
            Arrays.setAll(ticked, tile -> pe(SUM_BITS).datapath(INT8));
            var results = new long[tiles][a.length];
            var edges = new int[tiles][a.length];
            run(a, b, ticked, results, edges);
            for (var row : run.getValue()) {
                String what = "run " + run.getKey() + " row " + row.text("row") + " tile " + row.text("tile") + " ";
                int m = row.integer("row");
                int tile = row.integer("tile");
                tally.expect(what + "edge", row.number("edge"), edges[tile][m]);
                tally.expect(what + "rtl_result", row.number("rtl_result"), results[tile][m]);
            }
        }
        return tally.outcome();
    }

    private static void run(int[][] a, int[][] b, Datapath[] ticked, long[][] results, int[][] edges) {
        for (int edge = 0; edge < a.length + ticked.length + pe(0).drainCycles(); edge++) {
            for (int tile = 0; tile < ticked.length; tile++) {
                int row = edge - tile;
                if (row >= 0 && row < a.length) {
                    int of = tile;
                    int[] column = Arrays.stream(b).mapToInt(ofB -> ofB[of]).toArray();
                    ticked[tile].start(column, a[row], CONTROL, row);
                }
                ticked[tile].tick();
                if (ticked[tile].hasOutput()) {
                    int of = (int) ticked[tile].outputTag();
                    results[tile][of] = ticked[tile].output();
                    edges[tile][of] = edge;
                }
            }
        }
    }

    /** The operands as whole layers on a grid of exact units: every result is the table's exact one. */
    FileOutcome operands(Path outputs) throws IOException {
        var tally = new Tally(name);
        var machine = WholeLayers.grid(pe(0));
        var rows = Matrices.rowsByRun(outputs, "run");
        for (String run : matrices.runs()) {
            long[] sums = WholeLayers.sums(machine, matrices.layer(run));
            int tiles = matrices.of(run, "B")[0].length;
            for (CsvTable.Row row : rows.getOrDefault(run, java.util.List.of())) {
                int at = row.integer("row") * tiles + row.integer("tile");
                tally.expect("run " + run + " result " + at, row.number("exact_result"), sums[at]);
            }
        }
        return tally.outcome();
    }
}
