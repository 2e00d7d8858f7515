package bitwright.workload.graph;

import bitwright.workload.WorkloadException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A citation network in the files that Planetoid (Yang, Cohen and Salakhutdinov, ICML 2016) publishes it in: {@code
 * ind.NAME.graph}, a pickled mapping from nodes to lists of neighbours, and the features of the nodes in {@code ind.NAME.allx}
 * and {@code ind.NAME.tx} with {@code ind.NAME.test.index}, pickled sparse matrices. Edges are stored both ways, duplicates and self loops
 * removed, as is usual. Without {@code allx} the graph has no features.
 *
 * <p>Rows of {@code tx} go to the nodes that the index lists; nodes in its range that it does not list (CiteSeer has 15) have
 * features of zeros.
 */
public final class Planetoid {
    private Planetoid() {}

    /**
     * Reads the files of a data set.
     *
     * @throws WorkloadException naming the file
     */
    public static Graph read(Path folder, String dataset) throws IOException {
        Path file = folder.resolve("ind." + dataset + ".graph");
        Graph graph = graph(file, dataset);
        Path most = folder.resolve("ind." + dataset + ".allx");
        if (!Files.exists(most)) {
            return graph;
        }
        Path rest = folder.resolve("ind." + dataset + ".tx");
        Path index = folder.resolve("ind." + dataset + ".test.index");
        return graph.with(features(graph, matrix(most), most, matrix(rest), rest, index));
    }

    private static Graph graph(Path file, String dataset) throws IOException {
        Object value = Pickle.read(file, ArrayFile.bytes(file));
        Map<?, ?> lists = value instanceof Pickle.Made made ? made.items : value instanceof Map<?, ?> map ? map : null;
        if (lists == null) {
            throw new WorkloadException(file + ": must hold a mapping from nodes to lists of nodes");
        }
        var edges = new GraphBuilder();
        for (var entry : lists.entrySet()) {
            int node = node(file, entry.getKey(), lists.size());
            if (!(entry.getValue() instanceof List<?> neighbours)) {
                throw new WorkloadException(file + ": node " + node + " must have a list of neighbours");
            }
            for (Object neighbour : neighbours) {
                edges.add(node, node(file, neighbour, lists.size()));
            }
        }
        return edges.build(dataset, lists.size(), EdgeRules.SIMPLE_UNDIRECTED);
    }

    private static int node(Path file, Object value, int nodes) {
        if (value instanceof Long id && id >= 0 && id < nodes) {
            return id.intValue();
        }
        String found = value instanceof Long ? value.toString() : "something else";
        throw new WorkloadException(
                file + ": a node must be a whole number between 0 and " + (nodes - 1) + ", got " + found);
    }

    private static Features features(
            Graph graph, Features.Sparse most, Path mostFile, Features.Sparse rest, Path restFile, Path indexFile)
            throws IOException {
        int[] places = places(indexFile);
        if (most.width() != rest.width()) {
            throw new WorkloadException(
                    restFile + ": must have " + most.width() + " columns as " + mostFile + " has, got " + rest.width());
        }
        if (places.length != rest.nodes()) {
            throw new WorkloadException(indexFile + ": must list a node for each of " + rest.nodes()
                    + " rows of tx, lists " + places.length);
        }
        int[] rowOf = new int[graph.nodes()]; // 0 where a node has no features
        for (int row = 0; row < most.nodes() + places.length; row++) {
            int node = row < most.nodes() ? row : places[row - most.nodes()];
            if (node >= graph.nodes()) {
                throw new WorkloadException((row < most.nodes() ? mostFile : indexFile) + ": node " + node
                        + " is not one of the graph's " + graph.nodes());
            }
            rowOf[node] = row + 1;
        }
        int[] pointers = new int[graph.nodes() + 1];
        int[] columns = new int[most.columns().length + rest.columns().length];
        float[] values = new float[columns.length];
        int size = 0;
        for (int node = 0; node < rowOf.length; node++) {
            int row = rowOf[node] - 1;
            Features.Sparse matrix = row < most.nodes() ? most : rest;
            int inIt = row < most.nodes() ? row : row - most.nodes();
            if (row >= 0) {
                int from = matrix.rowPointers()[inIt];
                int count = matrix.rowPointers()[inIt + 1] - from;
                System.arraycopy(matrix.columns(), from, columns, size, count);
                System.arraycopy(matrix.values(), from, values, size, count);
                size += count;
            }
            pointers[node + 1] = size;
        }
        return new Features.Sparse(most.width(), pointers, Arrays.copyOf(columns, size), Arrays.copyOf(values, size));
    }

    private static int[] places(Path file) throws IOException {
        int[] places = new int[1024];
        int size = 0;
        try (var scanner = new LineScanner(file)) {
            while (scanner.nextLine("")) {
                if (size == places.length) {
                    places = Arrays.copyOf(places, 2 * size);
                }
                places[size++] = scanner.number("the node");
                scanner.endLine("a line must hold one node");
            }
        }
        return Arrays.copyOf(places, size);
    }

    /** A pickled {@code scipy.sparse.csr_matrix}. */
    private static Features.Sparse matrix(Path file) throws IOException {
        if (!(Pickle.read(file, ArrayFile.bytes(file)) instanceof Pickle.Made made)
                || !made.by.name().endsWith(".csr_matrix")
                || !(made.state instanceof Map<?, ?> state)) {
            throw new WorkloadException(file + ": must hold a pickled scipy.sparse.csr_matrix");
        }
        if (!(state.get("_shape") instanceof List<?> shape)
                || shape.size() != 2
                || !(shape.get(1) instanceof Long columns)
                || columns < 1
                || columns > Integer.MAX_VALUE) {
            throw new WorkloadException(file + ": its matrix must have a shape of two numbers");
        }
        try {
            return new Features.Sparse(
                    columns.intValue(),
                    ints(array(file, state, "indptr"), file, "indptr"),
                    ints(array(file, state, "indices"), file, "indices"),
                    floats(array(file, state, "data"), file));
        } catch (WorkloadException e) {
            throw e.getMessage().startsWith(file.toString())
                    ? e
                    : new WorkloadException(file + ": " + e.getMessage(), e);
        }
    }

    /** The contents of a pickled {@code numpy.ndarray} of one dimension. */
    private record Array(String type, byte[] bytes) {}

    private static Array array(Path file, Map<?, ?> matrix, String key) {
        // state: (version, shape, dtype, whether in Fortran order, bytes); the dtype's: (version, byte order, …)
        if (matrix.get(key) instanceof Pickle.Made made
                && made.state instanceof List<?> state
                && state.size() == 5
                && state.get(4) instanceof byte[] bytes
                && state.get(2) instanceof Pickle.Made type
                && type.arguments instanceof List<?> arguments
                && !arguments.isEmpty()
                && arguments.get(0) instanceof byte[] code
                && type.state instanceof List<?> order
                && order.size() > 1
                && order.get(1) instanceof byte[] endian
                && new String(endian, StandardCharsets.ISO_8859_1).equals("<")) {
            return new Array(new String(code, StandardCharsets.ISO_8859_1), bytes);
        }
        throw new WorkloadException(file + ": its matrix must have a little-endian array " + key);
    }

    private static int[] ints(Array array, Path file, String key) {
        if (!array.type.equals("i4") || array.bytes.length % Integer.BYTES != 0) {
            throw new WorkloadException(file + ": " + key + " must be of type i4, got " + array.type);
        }
        int[] values = new int[array.bytes.length / Integer.BYTES];
        ByteBuffer.wrap(array.bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .get(values);
        return values;
    }

    private static float[] floats(Array array, Path file) {
        var bytes = ByteBuffer.wrap(array.bytes).order(ByteOrder.LITTLE_ENDIAN);
        int width = array.type.equals("f4") ? Float.BYTES : array.type.equals("f8") ? Double.BYTES : 0;
        if (width == 0 || array.bytes.length % width != 0) {
            throw new WorkloadException(file + ": data must be of type f4 or f8, got " + array.type);
        }
        float[] values = new float[array.bytes.length / width];
        for (int i = 0; i < values.length; i++) {
            values[i] = width == Float.BYTES ? bytes.getFloat() : (float) bytes.getDouble();
        }
        return values;
    }
}
