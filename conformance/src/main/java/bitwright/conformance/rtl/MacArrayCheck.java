package bitwright.conformance.rtl;

import bitwright.accel.systolic.ArrayRegisters;
import bitwright.accel.systolic.Compat;
import bitwright.accel.systolic.Dataflow;
import bitwright.accel.systolic.Lowering;
import bitwright.accel.systolic.MacPe;
import bitwright.accel.systolic.Mesh;
import bitwright.accel.systolic.Overlap;
import bitwright.accel.systolic.SystolicArray;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;

/** One file of an array in RTL: each run's operands go through our array of the same extents, edge by edge. */
final class MacArrayCheck {
    private final String name;
    private final Path file;
    private final SystolicArray machine;
    private final int rows;
    private final int columns;
    private final Matrices operands;

    MacArrayCheck(String name, Path file, Path operandFile, SystolicArray machine) throws IOException {
        this.name = name;
        this.file = file;
        this.machine = machine;
        rows = machine.array().rows();
        columns = machine.array().columns();
        operands = new Matrices(operandFile);
    }

    /** An array whose folds follow right behind one another. */
    static SystolicArray array(Mesh mesh, Dataflow dataflow, MacPe pe) {
        return new SystolicArray(
                mesh,
                dataflow,
                pe,
                mesh.depth() > 1 ? Overlap.PIPELINED : Overlap.DRAINED,
                Lowering.DIRECT,
                Compat.NONE,
                new SystolicArray(mesh, dataflow, pe, 1000).buffers(),
                1000);
    }

    /** Operand registers at the edges and all sums, after every edge. */
    FileOutcome outputStationary() throws IOException {
        var tally = new Tally(name);
        for (var run : Matrices.rowsByRun(file, "run").entrySet()) {
            ArrayRegisters array = operands.registers(machine, run.getKey());
            int edge = -1;
            for (var row : run.getValue()) {
                for (; edge < row.integer("edge"); edge++) {
                    array.edge();
                }
                String what = "run " + run.getKey() + " edge " + edge + " ";
                for (int i = 0; i < rows; i++) {
                    tally.expect(what + "a_in" + i, row.number("a_in" + i), array.horizontal(i, 0));
                    for (int j = 0; j < columns; j++) {
                        String sum = "acc_" + i + "_" + j;
                        tally.expect(what + sum, row.number(sum), (long) array.sum(i, j));
                    }
                }
                for (int j = 0; j < columns; j++) {
                    tally.expect(what + "b_in" + j, row.number("b_in" + j), array.vertical(0, j));
                }
            }
        }
        return tally.outcome();
    }

    /** The edges at which each PE begins and ends, and what it ends with. */
    FileOutcome results() throws IOException {
        var tally = new Tally(name);
        for (var run : Matrices.rowsByRun(file, "run").entrySet()) {
            int[][] a = operands.of(run.getKey(), "A");
            int[][] b = operands.of(run.getKey(), "B");
            ArrayRegisters array = operands.registers(machine, run.getKey());
            var sums = new ArrayList<long[]>();
            boolean working;
            do {
                working = array.edge();
                sums.add(sums(array));
            } while (working);
            for (var row : run.getValue()) {
                int i = row.integer("i");
                int j = row.integer("j");
                int pe = i * columns + j;
                int first = row.integer("first_nonreset_edge");
                int last = row.integer("final_edge");
                String what = "run " + run.getKey() + " PE " + i + " " + j + " ";
                tally.expect(what + "before its first edge", 0, sums.get(first - 1)[pe]);
                tally.expect(what + "after its first edge", (long) a[i][0] * b[0][j], sums.get(first)[pe]);
                long product = (long) a[i][b.length - 1] * b[b.length - 1][j];
                tally.expect(what + "before its final edge", row.number("result") - product, sums.get(last - 1)[pe]);
                tally.expect(what + "result", row.number("result"), sums.get(last)[pe]);
            }
        }
        return tally.outcome();
    }

    private long[] sums(ArrayRegisters array) {
        var held = new long[rows * columns];
        for (int pe = 0; pe < held.length; pe++) {
            held[pe] = (long) array.sum(pe / columns, pe % columns);
        }
        return held;
    }

    /**
     * What enters at the left, and every result that leaves at the bottom, from the first compute edge on. How weights come
     * in is not compared: theirs from the left, column by column, ours from the top.
     */
    FileOutcome weightStationary() throws IOException {
        var tally = new Tally(name);
        for (var run : Matrices.rowsByRun(file, "run").entrySet()) {
            ArrayRegisters array = operands.registers(machine, run.getKey());
            int edge = -1 - rows;
            for (var row : run.getValue()) {
                if (!row.text("phase").equals("compute")) {
                    continue;
                }
                for (; edge < row.integer("edge"); edge++) {
                    array.edge();
                }
                String what = "run " + run.getKey() + " compute edge " + edge + " ";
                for (int k = 0; k < rows; k++) {
                    tally.expect(what + "a_in" + k, row.number("a_in" + k), array.horizontal(k, 0));
                }
                for (int j = 0; j < columns; j++) {
                    if (row.integer("out" + j + "_row") >= 0) {
                        tally.expect(what + "out" + j, row.number("out" + j), (long) array.sum(rows - 1, j));
                    }
                }
            }
        }
        return tally.outcome();
    }

    /** The edge at which every result of every batch leaves a cube, and its value: a batch follows the other in a cycle. */
    FileOutcome cube() throws IOException {
        var tally = new Tally(name);
        for (var run : Matrices.rowsByRun(file, "run").entrySet()) {
            ArrayRegisters array = operands.registers(machine, run.getKey());
            var sums = new ArrayList<long[]>();
            int last = run.getValue().stream()
                    .mapToInt(row -> row.integer("edge"))
                    .max()
                    .orElse(-1);
            while (sums.size() <= last) {
                array.edge();
                sums.add(sums(array));
            }
            for (var row : run.getValue()) {
                int pe = row.integer("i") * columns + row.integer("j");
                String what = "run " + run.getKey() + " batch " + row.text("batch") + " PE " + row.text("i") + " "
                        + row.text("j");
                tally.expect(what, row.number("result"), sums.get(row.integer("edge"))[pe]);
            }
        }
        return tally.outcome();
    }

    /** The operands as whole layers: every result is that of the table beside them. */
    FileOutcome operands(Path results) throws IOException {
        var tally = new Tally(name);
        for (var run : Matrices.rowsByRun(results, "run").entrySet()) {
            var layer = operands.layer(run.getKey());
            long[] sums = WholeLayers.sums(machine, layer);
            int batches = operands.batches(run.getKey());
            int filters = operands.of(run.getKey(), "B")[0].length;
            for (var row : run.getValue()) {
                String what = "run " + run.getKey() + " ";
                if (row.has("result")) {
                    int batch = row.has("batch") ? row.integer("batch") : 0;
                    int at = (row.integer("i") * batches + batch) * filters + row.integer("j");
                    tally.expect(what + "result " + at, row.number("result"), sums[at]);
                    continue;
                }
                for (int j = 0; j < filters; j++) {
                    int m = row.integer("out" + j + "_row");
                    if (m >= 0) {
                        tally.expect(what + "result " + m + " " + j, row.number("out" + j), sums[m * filters + j]);
                    }
                }
            }
        }
        return tally.outcome();
    }
}
