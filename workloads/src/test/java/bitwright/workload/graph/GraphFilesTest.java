package bitwright.workload.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bitwright.workload.Mutations;
import bitwright.workload.Tensor;
import bitwright.workload.WorkloadException;
import bitwright.workload.npy.NpyType;
import bitwright.workload.npy.NpyWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphFilesTest {
    @TempDir
    Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static Path packed(Path file, byte[] bytes) throws IOException {
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(bytes);
        }
        return file;
    }

    private static byte[] ints(int... values) {
        var bytes = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        return bytes.array();
    }

    private static Graph edges(Path file) throws IOException {
        return EdgeList.read(file, OptionalInt.empty(), EdgeRules.AS_LISTED);
    }

    @Test
    void edgeListsMayBeSeparatedAndCommentedAsTheyPlease() throws IOException {
        String text = "# Nodes: 4 Edges: 3\n\n% another\n0\t1\r\n  2,1 \n 3 ; 0";
        Graph graph = edges(file("a.txt", text));
        assertThat(graph.rowPointers()).containsExactly(0, 1, 3, 3, 3);
        assertThat(graph.columns()).containsExactly(3, 0, 2); // receivers 0, 1, 1
        assertThat(edges(packed(folder.resolve("a.txt.gz"), text.getBytes(StandardCharsets.UTF_8)))
                        .hasRowsOf(graph))
                .isTrue();
        assertThat(EdgeList.read(file("a.txt", text), OptionalInt.of(6), EdgeRules.AS_LISTED)
                        .nodes())
                .isEqualTo(6);
    }

    @Test
    void anEdgeListWithoutEdgesIsAGraphWithoutNodesUnlessTold() throws IOException {
        assertThat(edges(file("none.txt", "# nothing\n")).nodes()).isZero();
        assertThat(EdgeList.read(file("none.txt", ""), OptionalInt.of(3), EdgeRules.AS_LISTED)
                        .rowPointers())
                .containsExactly(0, 0, 0, 0);
    }

    @ParameterizedTest(name = "{index} {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "0 1/1 x| :2: the receiver's id must be a whole number between 0 and 2147483647, got 'x'",
                "0 1/1 -2| :2: the receiver's id must be a whole number between 0 and 2147483647, got '-2'",
                "0 1.5| :1: the receiver's id must be a whole number between 0 and 2147483647, got '1.5'",
                "/0| :2: the receiver's id is missing",
                "0 1 2| :1: a line must hold two node ids, got one more: '2'",
                "2147483648 1| :1: the sender's id must be a whole number between 0 and 2147483647, got '2147483648'",
                "99999999999999999999 1| :1: the sender's id must be a whole number between 0 and 2147483647, got"
                        + " '99999999999999999999'",
                "2147483647 0| :1: the sender's id must lie between 0 and 2147483646, got 2147483647",
                "0 \u0001\u00e9| :1: the receiver's id must be a whole number between 0 and 2147483647, got '???'"
            })
    void brokenEdgeListsAreRefusedWithTheirLine(String text, String message) throws IOException {
        Path file = file("broken.txt", text.replace('/', '\n'));
        assertThatThrownBy(() -> edges(file))
                .isInstanceOf(WorkloadException.class)
                .hasMessage(file + message);
    }

    @Test
    void idsBeyondTheGivenNodesAreRefused() throws IOException {
        Path file = file("a.txt", "0 1\n1 3\n");
        assertThatThrownBy(() -> EdgeList.read(file, OptionalInt.of(3), EdgeRules.AS_LISTED))
                .hasMessage(file + ":2: the receiver's id must lie between 0 and 2, got 3");
        assertThatThrownBy(() -> edges(folder.resolve("missing")))
                .hasMessage(folder.resolve("missing") + ": no such file");
        Path cut = packed(folder.resolve("cut.gz"), "0 1\n1 2\n".getBytes(StandardCharsets.UTF_8));
        byte[] bytes = Files.readAllBytes(cut);
        Files.write(cut, Arrays.copyOf(bytes, bytes.length - 9));
        assertThatThrownBy(() -> edges(cut))
                .isInstanceOf(WorkloadException.class)
                .hasMessageStartingWith(cut + ": is not a whole gzip file");
    }

    /** A few bytes must not ask for gigabytes. */
    @Test
    void idsThatCannotCountNodesAreRefused() throws IOException {
        Path file = file("far.txt", "0 2147483646\n");
        assertThatThrownBy(() -> edges(file))
                .isInstanceOf(WorkloadException.class)
                .hasMessage(file + ": 2147483647 nodes are too many for 1 edges; ids must count the nodes from 0");
        Path matrix = file("far.mtx", "%%MatrixMarket matrix coordinate real general\n2147483647 2147483647 0\n");
        assertThatThrownBy(() -> MatrixMarket.read(matrix, EdgeRules.AS_LISTED))
                .hasMessage(matrix + ": 2147483647 nodes are too many for 0 edges; ids must count the nodes from 0");
    }

    @Test
    void matrixMarketCountsFromOneAndMirrorsSymmetricMatrices() throws IOException {
        Path general =
                file("g.mtx", "%%MatrixMarket matrix coordinate real general\n% about\n3 3 2\n1 2 0.5\n3 3 -1e9\n");
        Graph graph = MatrixMarket.read(general, EdgeRules.AS_LISTED);
        assertThat(graph.rowPointers()).containsExactly(0, 1, 1, 2);
        assertThat(graph.columns()).containsExactly(1, 2);
        Path symmetric = file("s.mtx", "%%MatrixMarket Matrix Coordinate Pattern Symmetric\n3 3 2\n2 1\n3 3\n");
        graph = MatrixMarket.read(symmetric, EdgeRules.AS_LISTED);
        assertThat(graph.rowPointers()).containsExactly(0, 1, 2, 3);
        assertThat(graph.columns()).containsExactly(1, 0, 2);
    }

    @ParameterizedTest(name = "{index} {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "''| :1: must start with %%MatrixMarket",
                "1 1 0| :1: the first line must start with %%MatrixMarket, got '1 1 0'",
                "%%MatrixMarket matrix array real general/1 1| :2: only '%%MatrixMarket matrix coordinate FIELD"
                        + " SYMMETRY' is a graph, got '%%MatrixMarket matrix array real general'",
                "%%MatrixMarket matrix coordinate real lopsided/1 1 0| :2: symmetry must be general, symmetric,"
                        + " skew-symmetric or hermitian, got 'lopsided'",
                "%%MatrixMarket matrix coordinate real general| :1: the line of rows, columns and entries is missing",
                "%%MatrixMarket matrix coordinate real general/2 3 1/1 1| :2: a graph's matrix must be square, got 2"
                        + " by 3",
                "%%MatrixMarket matrix coordinate real general/2 2 2/1 1| :3: the file must hold 2 entries, got 1",
                "%%MatrixMarket matrix coordinate real general/2 2 1/1 1/2 2| :4: the file must hold 1 entries, got"
                        + " more",
                "%%MatrixMarket matrix coordinate real general/2 2 1/0 1| :3: the row must lie between 1 and 2, got 0",
                "%%MatrixMarket matrix coordinate real general/2 2 1/1 3| :3: the column must lie between 1 and 2, got"
                        + " 3"
            })
    void brokenMatricesAreRefusedWithTheirLine(String text, String message) throws IOException {
        Path file = file("broken.mtx", text.replace('/', '\n'));
        assertThatThrownBy(() -> MatrixMarket.read(file, EdgeRules.AS_LISTED))
                .isInstanceOf(WorkloadException.class)
                .hasMessage(file + message);
    }

    @Test
    void rowsComeWithFeaturesOfEitherKind() throws IOException {
        Files.write(folder.resolve("g.rowptr.i32"), ints(0, 1, 2));
        packed(folder.resolve("g.colidx.i32.gz"), ints(1, 0));
        assertThat(CsrFiles.read(folder, "g", OptionalInt.empty()).features()).isEmpty();
        packed(folder.resolve("g.x.f32.gz"), ints(Float.floatToIntBits(1.5f), Float.floatToIntBits(-2f)));
        assertThat(CsrFiles.read(folder, "g", OptionalInt.empty()).features())
                .hasValueSatisfying(features -> assertThat(features.width()).isEqualTo(1));
        Files.write(folder.resolve("g.featptr.i32"), ints(0, 0, 2));
        Files.write(folder.resolve("g.featidx.i32"), ints(4, 1));
        float[] row = new float[5];
        Graph graph = CsrFiles.read(folder, "g", OptionalInt.empty());
        graph.features().orElseThrow().row(1, row);
        assertThat(row).containsExactly(0, 1, 0, 0, 1);
        assertThat(graph.name()).isEqualTo("g");
        assertThat(CsrFiles.read(folder, "g", OptionalInt.of(7)).features())
                .hasValueSatisfying(features -> assertThat(features.width()).isEqualTo(7));
    }

    @Test
    void brokenRowsAreRefusedWithTheirFile() throws IOException {
        Files.write(folder.resolve("rowptr.i32"), ints(0, 1, 2));
        Path columns = folder.resolve("colidx.i32");
        assertThatThrownBy(() -> CsrFiles.read(folder, "", OptionalInt.empty()))
                .isInstanceOf(WorkloadException.class)
                .hasMessage(columns + ": no such file");
        Files.write(columns, new byte[] {1, 2, 3, 4, 5});
        assertThatThrownBy(() -> CsrFiles.read(folder, "", OptionalInt.empty()))
                .hasMessage(columns + ": must hold whole 32-bit numbers, but 5 bytes are no multiple of 4");
        Files.write(columns, ints(1, 2));
        assertThatThrownBy(() -> CsrFiles.read(folder, "", OptionalInt.empty()))
                .hasMessage(folder.resolve("rowptr.i32") + ": column 1 must be a node between 0 and 1, got 2");
        Files.write(columns, ints(1, 0));
        Files.write(folder.resolve("featptr.i32"), ints(0, 1));
        Files.write(folder.resolve("featidx.i32"), ints(0));
        assertThatThrownBy(() -> CsrFiles.read(folder, "", OptionalInt.empty()))
                .hasMessage(folder.resolve("featptr.i32")
                        + ": must hold 3 numbers, one more than there are nodes, holds 2");
        Files.write(folder.resolve("featptr.i32"), ints(0, 1, 1));
        assertThatThrownBy(() -> CsrFiles.read(folder, "", OptionalInt.of(0)))
                .isInstanceOf(WorkloadException.class)
                .hasMessageStartingWith(folder.resolve("featidx.i32").toString());
    }

    private Path npy(String name, int[] shape, int... values) throws IOException {
        Path file = folder.resolve(name);
        NpyWriter.write(file, new Tensor(shape, values), NpyType.INT64);
        return file;
    }

    /** Senders stand above receivers. */
    @Test
    void arraysOfPyTorchGeometricAreRead() throws IOException {
        npy("edge_index.npy", new int[] {2, 3}, 0, 2, 2, 1, 1, 0);
        Graph graph = NumpyGraph.read(folder, OptionalInt.empty(), EdgeRules.AS_LISTED);
        assertThat(graph.rowPointers()).containsExactly(0, 1, 3, 3);
        assertThat(graph.columns()).containsExactly(2, 0, 2);
        npy("x.npy", new int[] {4, 2}, 1, 2, 3, 4, 5, 6, 7, 8);
        graph = NumpyGraph.read(folder, OptionalInt.empty(), EdgeRules.AS_LISTED);
        assertThat(graph.nodes()).isEqualTo(4);
        float[] row = new float[2];
        graph.features().orElseThrow().row(3, row);
        assertThat(row).containsExactly(7, 8);
    }

    @Test
    void brokenArraysAreRefusedWithTheirFile() throws IOException {
        Path index = npy("edge_index.npy", new int[] {3, 2}, 0, 1, 2, 0, 1, 2);
        assertThatThrownBy(() -> NumpyGraph.read(folder, OptionalInt.empty(), EdgeRules.AS_LISTED))
                .isInstanceOf(WorkloadException.class)
                .hasMessage(index + ": must have the shape [2, edges], got [3, 2]");
        npy("edge_index.npy", new int[] {2, 1}, 0, -1);
        assertThatThrownBy(() -> NumpyGraph.read(folder, OptionalInt.empty(), EdgeRules.AS_LISTED))
                .hasMessage(index + ": a node's id must lie between 0 and 0, got -1");
        npy("edge_index.npy", new int[] {2, 0});
        assertThat(NumpyGraph.read(folder, OptionalInt.empty(), EdgeRules.AS_LISTED)
                        .nodes())
                .isZero();
        npy("edge_index.npy", new int[] {2, 1}, 0, 5);
        Path values = npy("x.npy", new int[] {5}, 1, 2, 3, 4, 5);
        assertThatThrownBy(() -> NumpyGraph.read(folder, OptionalInt.empty(), EdgeRules.AS_LISTED))
                .hasMessage(values + ": must have the shape [nodes, features], got [5]");
        npy("x.npy", new int[] {5, 1}, 1, 2, 3, 4, 5);
        assertThatThrownBy(() -> NumpyGraph.read(folder, OptionalInt.empty(), EdgeRules.AS_LISTED))
                .hasMessage(index + ": a node's id must lie between 0 and 4, got 5");
        assertThatThrownBy(() -> NumpyGraph.read(folder, OptionalInt.of(6), EdgeRules.AS_LISTED))
                .hasMessage(values + ": must have a row for each of 6 nodes, got 5");
    }

    /** The counts are those of the files' own metadata, which another program made. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "cora, 2708, 10556, 168, 0, 1433, 49216",
        "citeseer, 3327, 9104, 99, 48, 3703, 105165",
        "pubmed, 19717, 88648, 171, 0, 0, 0"
    })
    void theCitationNetworksAreRead(
            String name, int nodes, int edges, int maxDegree, int isolated, int width, int nonZeros)
            throws IOException {
        Path graphs = Path.of(System.getProperty("bitwright.shared", "")).resolve("graphs");
        assumeTrue(Files.isDirectory(graphs), "the graphs are not here: " + graphs);
        Graph graph = CsrFiles.read(graphs, name, OptionalInt.empty());
        var statistics = GraphStatistics.of(graph);
        assertThat(graph.nodes()).isEqualTo(nodes);
        assertThat(graph.edges()).isEqualTo(edges);
        assertThat(statistics.maxDegree()).isEqualTo(maxDegree);
        assertThat(statistics.isolated()).isEqualTo(isolated);
        assertThat(statistics.selfLoops()).isZero();
        assertThat(statistics.duplicates()).isZero();
        assertThat(statistics.isSymmetric()).isTrue();
        int[] found = {0, 0};
        graph.features().ifPresent(features -> {
            float[] row = new float[features.width()];
            found[0] = row.length;
            for (int node = 0; node < nodes; node++) {
                features.row(node, row);
                for (float value : row) {
                    found[1] += value == 1 ? 1 : 0;
                }
            }
        });
        assertThat(found).containsExactly(width, nonZeros);
    }

    /** Whatever a file holds, it is a graph or it is refused: no other failure. */
    @Test
    void mutatedFilesAreReadOrRefused() {
        byte[] text = "%%MatrixMarket matrix coordinate pattern general\n4 4 3\n1 2\n2 3\n4 4\n"
                .getBytes(StandardCharsets.US_ASCII);
        Path file = folder.resolve("mutated.mtx");
        Mutations.check(text, 1, 300, bytes -> {
            MatrixMarket.read(Files.write(file, bytes), EdgeRules.SIMPLE_UNDIRECTED);
        });
        byte[] list = "0 1\n1 2\n2 3\n4 4\n3 1\n0 4\n".getBytes(StandardCharsets.US_ASCII);
        Mutations.check(list, 2, 300, bytes -> {
            EdgeList.read(Files.write(file, bytes), OptionalInt.of(5), EdgeRules.SIMPLE_UNDIRECTED);
        });
    }
}
