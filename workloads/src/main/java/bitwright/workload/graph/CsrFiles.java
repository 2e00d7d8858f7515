package bitwright.workload.graph;

import bitwright.workload.WorkloadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * A graph in files of 32-bit integers: {@code rowptr.i32}, [nodes + 1], and {@code colidx.i32}, [edges]; with features that
 * are 0 or 1, {@code featptr.i32} and {@code featidx.i32} in the same form, or with dense ones, {@code x.f32}, [nodes,
 * features]. Little-endian; each may be packed ({@code .gz}), and the names may begin with that of a data set and a dot.
 */
public final class CsrFiles {
    private CsrFiles() {}

    /**
     * Reads the files of a folder.
     *
     * @param dataset what the names begin with, or empty
     * @param features features a node; otherwise one more than the largest index, or what dense features give
     * @throws WorkloadException naming the file
     */
    public static Graph read(Path folder, String dataset, OptionalInt features) throws IOException {
        String before = dataset.isEmpty() ? "" : dataset + ".";
        Path last = folder.toAbsolutePath().normalize().getFileName();
        String name = dataset.isEmpty() ? String.valueOf(last) : dataset;
        var graph = graph(name, file(folder, before + "rowptr.i32"), file(folder, before + "colidx.i32"));
        Path pointers = file(folder, before + "featptr.i32");
        if (Files.exists(pointers)) {
            return graph.with(sparse(graph, pointers, file(folder, before + "featidx.i32"), features));
        }
        Path dense = file(folder, before + "x.f32");
        return Files.exists(dense) ? graph.with(dense(graph, dense, features)) : graph;
    }

    /** The file of a name, packed or not as it is there. */
    private static Path file(Path folder, String name) {
        Path packed = folder.resolve(name + ".gz");
        return Files.exists(packed) ? packed : folder.resolve(name);
    }

    private static Graph graph(String name, Path rowPointers, Path columns) throws IOException {
        try {
            return new Graph(name, ArrayFile.ints(rowPointers), ArrayFile.ints(columns));
        } catch (WorkloadException e) {
            String message = e.getMessage();
            throw message.startsWith(name + ": ")
                    ? new WorkloadException(rowPointers + message.substring(name.length()), e)
                    : e;
        }
    }

    private static Features sparse(Graph graph, Path pointers, Path columns, OptionalInt width) throws IOException {
        int[] starts = ArrayFile.ints(pointers);
        int[] indices = ArrayFile.ints(columns);
        if (starts.length != graph.nodes() + 1) {
            throw new WorkloadException(pointers + ": must hold " + (graph.nodes() + 1)
                    + " numbers, one more than there are nodes, holds " + starts.length);
        }
        int most = Arrays.stream(indices).max().orElse(0) + 1;
        try {
            return new Features.Sparse(width.orElse(Math.max(most, 1)), starts, indices, new float[0]);
        } catch (WorkloadException e) {
            throw new WorkloadException(columns + ": " + e.getMessage(), e);
        }
    }

    private static Features dense(Graph graph, Path file, OptionalInt width) throws IOException {
        float[] values = ArrayFile.floats(file);
        int columns = width.orElse(graph.nodes() == 0 ? 1 : Math.max(values.length / graph.nodes(), 1));
        try {
            return new Features.Dense(graph.nodes(), columns, values);
        } catch (WorkloadException e) {
            throw new WorkloadException(file + ": " + e.getMessage(), e);
        }
    }
}
