package bitwright.conformance.rtl;

import bitwright.accel.systolic.ArrayRegisters;
import bitwright.accel.systolic.SystolicArray;
import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.GoldenDataException;
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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The operands of the runs of one design: matrices by run, batch where there are batches, and letter. */
final class Matrices {
    private final Path file;
    private final Map<String, int[][]> matrices = new TreeMap<>();
    private final Map<String, Integer> batches = new LinkedHashMap<>();

    Matrices(Path file) throws IOException {
        this.file = file;
        var lists = new TreeMap<String, List<int[]>>();
        for (var row : new CsvTable(file).rows()) {
            String run = row.text("run");
            int batch = row.has("batch") ? row.integer("batch") : 0;
            batches.merge(run, batch + 1, Math::max);
            lists.computeIfAbsent(key(run, batch, row.text("matrix")), unused -> new ArrayList<>())
                    .add(values(row.text("values")));
        }
        lists.forEach((key, list) -> matrices.put(key, list.toArray(int[][]::new)));
    }

    /** Numbers with spaces between them. */
    static int[] values(String text) {
        return Arrays.stream(text.split(" +")).mapToInt(Integer::parseInt).toArray();
    }

    private static String key(String run, int batch, String matrix) {
        return run + " " + batch + " " + matrix;
    }

    /** The runs, in their order. */
    Iterable<String> runs() {
        return batches.keySet();
    }

    int batches(String run) {
        return batches.getOrDefault(run, 0);
    }

    int[][] of(String run, int batch, String matrix) {
        int[][] values = matrices.get(key(run, batch, matrix));
        if (values == null) {
            throw new GoldenDataException(file + ": run " + run + " has no operand " + matrix);
        }
        return values;
    }

    int[][] of(String run, String matrix) {
        return of(run, 0, matrix);
    }

    /** A table's rows by run, in their order. */
    static Map<String, List<CsvTable.Row>> rowsByRun(Path file, String run) throws IOException {
        var runs = new LinkedHashMap<String, List<CsvTable.Row>>();
        for (var row : new CsvTable(file).rows()) {
            runs.computeIfAbsent(row.text(run), unused -> new ArrayList<>()).add(row);
        }
        return runs;
    }

    /** The products A · B of all batches of a run as one layer: a batch a group. */
    Layer layer(String run) {
        int count = batches(run);
        int[][] first = of(run, "A");
        int m = first.length;
        int k = first[0].length;
        int n = of(run, "B")[0].length;
        var left = new int[m * count * k];
        var right = new int[count * n * k];
        for (int batch = 0; batch < count; batch++) {
            int[][] a = of(run, batch, "A");
            int[][] b = of(run, batch, "B");
            for (int i = 0; i < m * k; i++) {
                left[(i / k * count + batch) * k + i % k] = a[i / k][i % k];
            }
            for (int i = 0; i < n * k; i++) {
                right[batch * n * k + i] = b[i % k][i / k];
            }
        }
        var geometry = new Geometry(1, 1, 0, 0, 0, 0, 1, 1, count);
        return new Layer(
                "run " + run,
                count > 1 ? Op.CONV2D : Op.MATMUL,
                List.of("input"),
                geometry,
                operand(new int[] {1, m, 1, k * count}, left),
                operand(new int[] {n * count, 1, 1, k}, right));
    }

    private static Operand operand(int[] shape, int[] values) {
        return new Operand(IntegerFormat.INT8.encoding(0), TensorSource.of(new Tensor(shape, values)));
    }

    /** The registers of an array at work on a run. */
    ArrayRegisters registers(SystolicArray array, String run) {
        return array.registers(layer(run));
    }
}
