package bitwright.workload.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.workload.Mutations;
import bitwright.workload.WorkloadException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pickles are put together here operation by operation, as Python 2's cPickle writes them. */
class PlanetoidTest {
    @TempDir
    Path folder;

    private static byte[] bytes(Object... parts) {
        var out = new ByteArrayOutputStream();
        for (Object part : parts) {
            if (part instanceof Integer one) {
                out.write(one);
            } else if (part instanceof byte[] many) {
                out.writeBytes(many);
            } else {
                out.writeBytes(((String) part).getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return out.toByteArray();
    }

    private static byte[] text(String text) {
        return bytes("U", text.length(), text);
    }

    /** defaultdict(list, {0: [1, 1, 2], 1: [0], 2: [2], 3: []}); the second list is remembered and called back. */
    private static byte[] graph() {
        return bytes(
                0x80,
                2,
                "ccollections\ndefaultdict\n",
                "q",
                1,
                "c__builtin__\nlist\n",
                "q",
                2,
                0x85,
                "R",
                "q",
                3,
                "(",
                "K",
                0,
                "]q",
                4,
                "(K",
                1,
                "K",
                1,
                "M",
                2,
                0,
                "e", //
                "K",
                1,
                "]q",
                5,
                "K",
                0,
                "a", //
                "J",
                2,
                0,
                0,
                0,
                "]K",
                2,
                "a", //
                "K",
                3,
                "]",
                "u.");
    }

    private static byte[] array(String type, byte[] content) {
        byte[] size = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(content.length)
                .array();
        return bytes(
                "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK",
                0,
                0x85,
                text("b"),
                0x87,
                "R", //
                "(K",
                1,
                "K",
                1,
                0x85,
                "cnumpy\ndtype\n",
                text(type),
                "K",
                0,
                "K",
                1,
                0x87,
                "R", //
                "(K",
                3,
                text("<"),
                "NNNJ",
                255,
                255,
                255,
                255,
                "J",
                255,
                255,
                255,
                255,
                "K",
                0,
                "tb", //
                0x89,
                "T",
                size,
                content,
                "tb");
    }

    private static byte[] ints(int... values) {
        var bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        return bytes.array();
    }

    private static byte[] matrix(int rows, int columns, int[] pointers, int[] indices) {
        var ones = ByteBuffer.allocate(indices.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < indices.length; i++) {
            ones.putFloat(i + 1);
        }
        return bytes(
                0x80,
                2,
                "cscipy.sparse.csr\ncsr_matrix\nq",
                1,
                ")",
                0x81,
                "q",
                2,
                "}q",
                3,
                "(", //
                text("_shape"),
                "K",
                rows,
                "K",
                columns,
                0x86, //
                text("indptr"),
                array("i4", ints(pointers)), //
                text("indices"),
                array("i4", ints(indices)), //
                text("data"),
                array("f4", ones.array()),
                "ub.");
    }

    @BeforeEach
    void writeGraph() throws IOException {
        Files.write(folder.resolve("ind.toy.graph"), graph());
    }

    private void writeFeatures() throws IOException {
        Files.write(folder.resolve("ind.toy.allx"), matrix(2, 3, new int[] {0, 1, 3}, new int[] {2, 0, 1}));
        Files.write(folder.resolve("ind.toy.tx"), matrix(1, 3, new int[] {0, 1}, new int[] {1}));
        Files.writeString(folder.resolve("ind.toy.test.index"), "3\n");
    }

    @Test
    void edgesAreMadeSimpleAndStoredBothWays() throws IOException {
        Graph graph = Planetoid.read(folder, "toy");
        assertThat(graph.rowPointers()).containsExactly(0, 2, 3, 4, 4);
        assertThat(graph.columns()).containsExactly(1, 2, 0, 0);
        assertThat(graph.features()).isEmpty();
    }

    /** Rows of tx go where the index says; node 2, which nobody names, has zeros. */
    @Test
    void featuresAreJoinedByTheTestIndex() throws IOException {
        writeFeatures();
        var features = Planetoid.read(folder, "toy").features().orElseThrow();
        float[][] rows = new float[4][3];
        for (int node = 0; node < 4; node++) {
            features.row(node, rows[node]);
        }
        assertThat(rows).isDeepEqualTo(new float[][] {{0, 0, 1}, {2, 3, 0}, {0, 0, 0}, {0, 1, 0}});
    }

    @Test
    void brokenFilesAreRefusedWithTheirName() throws IOException {
        writeFeatures();
        Path index = Files.writeString(folder.resolve("ind.toy.test.index"), "4\n");
        assertThatThrownBy(() -> Planetoid.read(folder, "toy"))
                .isInstanceOf(WorkloadException.class)
                .hasMessage(index + ": node 4 is not one of the graph's 4");
        Files.writeString(index, "3\n2\n");
        assertThatThrownBy(() -> Planetoid.read(folder, "toy"))
                .hasMessage(index + ": must list a node for each of 1 rows of tx, lists 2");
        Path graph = folder.resolve("ind.toy.graph");
        Files.write(graph, bytes(0x80, 2, "(]", 0x93, "."));
        assertThatThrownBy(() -> Planetoid.read(folder, "toy"))
                .hasMessage(graph + ": byte 4: has operation 0x93, which is not known here");
        Files.write(graph, bytes(0x80, 4, "."));
        assertThatThrownBy(() -> Planetoid.read(folder, "toy"))
                .hasMessage(graph + ": byte 1: is a pickle of protocol 4; 2 and earlier are read");
        Files.write(graph, bytes(0x80, 2, "}(K", 0, "]K", 7, "au."));
        assertThatThrownBy(() -> Planetoid.read(folder, "toy"))
                .hasMessage(graph + ": a node must be a whole number between 0 and 0, got 7");
    }

    /** What a pickle would have Python call is never called; a list of nodes it is not, either. */
    @Test
    void nothingInAPickleIsCalled() throws IOException {
        Path graph = folder.resolve("ind.toy.graph");
        Files.write(graph, bytes(0x80, 2, "cos\nsystem\n", text("exit 3"), 0x85, "R."));
        assertThat(Planetoid.read(folder, "toy").nodes()).isZero();
        Files.write(graph, bytes(0x80, 2, "cos\nsystem\n."));
        assertThatThrownBy(() -> Planetoid.read(folder, "toy"))
                .hasMessage(graph + ": must hold a mapping from nodes to lists of nodes");
    }

    /** Whatever the files hold, they are a graph or refused: no other failure. */
    @Test
    void mutatedPicklesAreReadOrRefused() throws IOException {
        writeFeatures();
        for (String kind : new String[] {"graph", "allx", "tx"}) {
            byte[] whole = Files.readAllBytes(folder.resolve("ind.toy." + kind));
            Path mutated = Files.createDirectory(folder.resolve("mutated-" + kind));
            for (String other : new String[] {"graph", "allx", "tx", "test.index"}) {
                Files.copy(folder.resolve("ind.toy." + other), mutated.resolve("ind.toy." + other));
            }
            Path file = mutated.resolve("ind.toy." + kind);
            Mutations.check(whole, 1, 300, bytes -> {
                Files.write(file, bytes);
                Planetoid.read(mutated, "toy");
            });
        }
    }
}
