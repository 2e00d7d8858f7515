package bitwright.conformance.rtl;

import bitwright.accel.systolic.ArrayRegisters;
import bitwright.accel.systolic.Dataflow;
import bitwright.accel.systolic.MacPe;
import bitwright.accel.systolic.Mesh;
import bitwright.accel.systolic.SystolicArray;
import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.GoldenDataException;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One file of an array in RTL: each run's operands go through our array of the same extents, edge by edge. */
final class MacArrayCheck {
    private final String name;
    private final Path file;
    private final int rows;
    private final int columns;
    private final Map<String, int[][]> operands = new TreeMap<>();

    MacArrayCheck(String name, Path file, Path operandFile, int rows, int columns) throws IOException {
        this.name = name;
        this.file = file;
        this.rows = rows;
        this.columns = columns;
        var lists = new TreeMap<String, List<int[]>>();
        for (var row : new CsvTable(operandFile).rows()) {
            String[] words = row.text("values").split(" +");
            var values = new int[words.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = Integer.parseInt(words[i]);
            }
            lists.computeIfAbsent(row.text("run") + " " + row.text("matrix"), unused -> new ArrayList<>())
                    .add(values);
        }
        lists.forEach((key, list) -> operands.put(key, list.toArray(int[][]::new)));
    }

    private int[][] operand(String run, String matrix) {
        int[][] values = operands.get(run + " " + matrix);
        if (values == null) {
            throw new GoldenDataException(file + ": run " + run + " has no operand " + matrix);
        }
        return values;
    }

    private ArrayRegisters array(String run, Dataflow dataflow) {
        int[][] a = operand(run, "A");
        int[][] b = operand(run, "B");
        int k = b.length;
        var left = new int[a.length * k];
        for (int i = 0; i < left.length; i++) {
            left[i] = a[i / k][i % k];
        }
        var right = new int[b[0].length * k];
        for (int i = 0; i < right.length; i++) {
            right[i] = b[i % k][i / k];
        }
        var layer = new Layer(
                "run " + run,
                Op.MATMUL,
                List.of("input"),
                Geometry.UNIT,
                operand(new int[] {1, a.length, 1, k}, left),
                operand(new int[] {b[0].length, 1, 1, k}, right));
        return new SystolicArray(new Mesh(rows, columns), dataflow, MacPe.of("int8", "int8", "int32"), 1000)
                .registers(layer);
    }

    private static Operand operand(int[] shape, int[] values) {
        return new Operand(IntegerFormat.INT8.encoding(0), TensorSource.of(new Tensor(shape, values)));
    }

    private Map<String, List<CsvTable.Row>> runs() throws IOException {
        var runs = new LinkedHashMap<String, List<CsvTable.Row>>();
        for (var row : new CsvTable(file).rows()) {
            runs.computeIfAbsent(row.text("run"), unused -> new ArrayList<>()).add(row);
        }
        return runs;
    }

    /** Operand registers at the edges and all sums, after every edge. */
    FileOutcome outputStationary() throws IOException {
        var tally = new Tally(name);
        for (var run : runs().entrySet()) {
            ArrayRegisters array = array(run.getKey(), Dataflow.OUTPUT_STATIONARY);
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
        for (var run : runs().entrySet()) {
            int[][] a = operand(run.getKey(), "A");
            int[][] b = operand(run.getKey(), "B");
            ArrayRegisters array = array(run.getKey(), Dataflow.OUTPUT_STATIONARY);
            var sums = new ArrayList<long[]>();
            boolean working;
            do {
                working = array.edge();
                var held = new long[rows * columns];
                for (int pe = 0; pe < held.length; pe++) {
                    held[pe] = (long) array.sum(pe / columns, pe % columns);
                }
                sums.add(held);
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

    /**
     * What enters at the left, and every result that leaves at the bottom, from the first compute edge on. How weights come
     * in is not compared: theirs from the left, column by column, ours from the top.
     */
    FileOutcome weightStationary() throws IOException {
        var tally = new Tally(name);
        for (var run : runs().entrySet()) {
            ArrayRegisters array = array(run.getKey(), Dataflow.WEIGHT_STATIONARY);
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
}
