package bitwright.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.config.WorkloadSpec.GraphNetwork;
import bitwright.workload.WorkloadException;
import bitwright.workload.gnn.GraphRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphRunsTest {
    @TempDir
    Path folder;

    private GraphRun load(String edges, String rest, long seed) throws IOException {
        Files.writeString(folder.resolve("edges.txt"), edges);
        Path file = Files.writeString(folder.resolve("g.yaml"), "graph: { edges: edges.txt, nodes: 3 }\n" + rest);
        return GraphRuns.load("", GraphNetwork.read(file), seed);
    }

    @Test
    void theHashIsOfTheContentAndOfNothingElse() throws IOException {
        String network = "model: gcn\nwidths: [2, 1]\n";
        String hash = load("0 1\n", network, 1).contentHash();
        assertThat(load("# the same, written otherwise\n0,1", network, 1).contentHash())
                .isEqualTo(hash);
        Set<String> others = new HashSet<>(Set.of(hash));
        for (String edges : new String[] {"1 0\n", "0 1\n0 1\n", ""}) {
            assertThat(others.add(load(edges, network, 1).contentHash()))
                    .as(edges)
                    .isTrue();
        }
        for (String other : new String[] {
            "model: gin\nwidths: [2, 1]\n",
            "model: gcn\nwidths: [2, 2]\n",
            "model: gcn\nwidths: [2, 1, 1]\n",
            "model: gcn\nwidths: [2, 1, 1]\nactivation: none\n",
            "model: gcn\nwidths: [2, 1]\nnormalised: false\n",
            "model: gcn\nwidths: [2, 1]\nprecision: int8\n",
            "model: gcn\nwidths: [2, 1]\nprecision: int8/wrap8\n",
            "model: gcn\nwidths: [2, 1]\nweightExponent: -1\n"
        }) {
            assertThat(others.add(load("0 1\n", other, 1).contentHash()))
                    .as(other)
                    .isTrue();
        }
        assertThat(others.add(load("0 1\n", network, 2).contentHash())).isTrue();
    }

    @Test
    void storedFeaturesAreHashedToo() throws IOException {
        ints("rowptr.i32", 0, 0, 0);
        ints("colidx.i32");
        ints("x.f32", 1, 2, 3, 4);
        Path file = Files.writeString(
                folder.resolve("g.yaml"), "graph: { csr: . }\nmodel: gin\nwidths: [2, 1]\nfeatures: stored\n");
        GraphRun run = GraphRuns.load("mine", GraphNetwork.read(file), 1);
        assertThat(run.name()).isEqualTo("mine");
        float[] row = new float[2];
        run.features().row(1, row);
        assertThat(row).containsExactly(Float.intBitsToFloat(3), Float.intBitsToFloat(4));
        ints("x.f32", 1, 2, 3, 5);
        assertThat(GraphRuns.load("mine", GraphNetwork.read(file), 1).contentHash())
                .isNotEqualTo(run.contentHash());
    }

    private void ints(String name, int... values) throws IOException {
        var bytes = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        Files.write(folder.resolve(name), bytes.array());
    }

    @Test
    void featuresThatAreNotThereOrDoNotFitAreRefused() throws IOException {
        assertThatThrownBy(() -> load("0 1\n", "model: gin\nwidths: [2, 1]\nfeatures: stored\n", 1))
                .isInstanceOf(WorkloadException.class)
                .hasMessage("workload edges.txt: features are to be stored, but the graph comes without any");
        ints("rowptr.i32", 0, 0, 0);
        ints("colidx.i32");
        ints("x.f32", 1, 2, 3, 4);
        Path file = Files.writeString(
                folder.resolve("h.yaml"), "graph: { csr: . }\nmodel: gin\nwidths: [3, 1]\nfeatures: stored\n");
        assertThatThrownBy(() -> GraphRuns.load("mine", GraphNetwork.read(file), 1))
                .hasMessage("mine: nodes have 2 features, the first layer takes 3");
    }
}
