package bitwright.workload.graph;

import bitwright.workload.WorkloadException;
import bitwright.workload.npy.NpyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * A graph as PyTorch Geometric has it, saved with NumPy: {@code edge_index.npy}, [2, edges] integers, senders above receivers,
 * and where nodes have features {@code x.npy}, [nodes, features] numbers.
 */
public final class NumpyGraph {
    private NumpyGraph() {}

    /**
     * Reads the files of a folder.
     *
     * @param nodes how many nodes there are; otherwise as many as have features, or one more than the largest id
     * @throws WorkloadException naming the file
     */
    public static Graph read(Path folder, OptionalInt nodes, EdgeRules rules) throws IOException {
        NpyFile index = NpyFile.open(folder.resolve("edge_index.npy"));
        int[] shape = index.shape();
        if (shape.length != 2 || shape[0] != 2) {
            throw new WorkloadException(
                    index.path() + ": must have the shape [2, edges], got " + Arrays.toString(shape));
        }
        Path values = folder.resolve("x.npy");
        NpyFile features = Files.exists(values) ? NpyFile.open(values) : null;
        if (features != null && features.shape().length != 2) {
            throw new WorkloadException(
                    values + ": must have the shape [nodes, features], got " + Arrays.toString(features.shape()));
        }
        long[] ids = index.readLongs();
        int count = nodes.orElseGet(() -> features != null ? features.shape()[0] : largest(index.path(), ids) + 1);
        var edges = new GraphBuilder(Math.max(shape[1], 1));
        for (int edge = 0; edge < shape[1]; edge++) {
            edges.add(node(index.path(), ids[shape[1] + edge], count), node(index.path(), ids[edge], count));
        }
        Path name = folder.toAbsolutePath().normalize().getFileName();
        Graph graph = edges.build(index.path().toString(), count, rules).named(String.valueOf(name));
        if (features == null) {
            return graph;
        }
        if (features.shape()[0] != count) {
            throw new WorkloadException(
                    values + ": must have a row for each of " + count + " nodes, got " + features.shape()[0]);
        }
        return graph.with(new Features.Dense(count, features.shape()[1], features.readFloats()));
    }

    /** −1 without edges. */
    private static int largest(Path file, long[] ids) {
        return ids.length == 0 ? -1 : node(file, Arrays.stream(ids).max().getAsLong(), Integer.MAX_VALUE);
    }

    private static int node(Path file, long id, int nodes) {
        if (id < 0 || id >= nodes) {
            throw new WorkloadException(file + ": a node's id must lie between 0 and " + (nodes - 1) + ", got " + id);
        }
        return (int) id;
    }
}
