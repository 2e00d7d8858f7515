package bitwright.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.config.WorkloadSpec.GraphNetwork;
import bitwright.workload.Tensor;
import bitwright.workload.WorkloadException;
import bitwright.workload.gnn.GnnReference;
import bitwright.workload.gnn.GraphRun;
import bitwright.workload.npy.NpyType;
import bitwright.workload.npy.NpyWriter;
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

    private void npy(String name, int[] shape, int... values) throws IOException {
        NpyWriter.write(folder.resolve(name), new Tensor(shape, values), NpyType.INT16);
    }

    /** y₁ = [10, 0] · x₁ + [1, 2] · x₀, one edge from 0 to 1, x = [[1, 8], [2, 16]]; then rectified and times 3. */
    @Test
    void aNetworkOfOnesOwnIsComputed() throws IOException {
        npy("edge_index.npy", new int[] {2, 1}, 0, 1);
        npy("x.npy", new int[] {2, 2}, 1, 8, 2, 16);
        npy("layer1.weights.npy", new int[] {1, 2}, 1, 2);
        npy("layer1.self.npy", new int[] {1, 2}, 10, 0);
        npy("layer2.weights.npy", new int[] {1, 1}, 3);
        npy("layer2.self.npy", new int[] {1, 1}, 0);
        Path file = Files.writeString(folder.resolve("g.yaml"), """
            graph: { numpy: . }
            model: graphsage-sum
            widths: [2, 1, 1]
            features: stored
            weights: .
            """);
        GraphRun run = GraphRuns.load("mine", GraphNetwork.read(file), 1);
        var outputs = GnnReference.run(run);
        assertThat(outputs.get(0).values()).containsExactly(10, 20 + 1 + 16);
        assertThat(outputs.get(1).values()).containsExactly(0, 3 * 10);
        assertThat(run.origin()).endsWith("features the graph's, weights stored");
        npy("layer2.weights.npy", new int[] {1, 1}, 4);
        assertThat(GraphRuns.load("mine", GraphNetwork.read(file), 1).contentHash())
                .isNotEqualTo(run.contentHash());
        npy("layer2.weights.npy", new int[] {1, 2}, 3, 3);
        assertThatThrownBy(() -> GraphRuns.load("mine", GraphNetwork.read(file), 1))
                .isInstanceOf(WorkloadException.class)
                .hasMessage(folder.resolve("./layer2.weights.npy")
                        + ": must have the shape [outputs, inputs], [1, 1], got [1, 2]");
        Files.delete(folder.resolve("layer1.self.npy"));
        assertThatThrownBy(() -> GraphRuns.load("mine", GraphNetwork.read(file), 1))
                .hasMessage(folder.resolve("./layer1.self.npy") + ": no such file");
    }
}
