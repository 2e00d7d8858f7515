package bitwright.workload.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.workload.WorkloadException;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class GraphBuilderTest {
    /** 0–1 listed twice and both ways, 2 by itself, 3 with a loop, 4 isolated. */
    private static GraphBuilder edges() {
        var edges = new GraphBuilder();
        edges.add(1, 0);
        edges.add(0, 1);
        edges.add(0, 3);
        edges.add(0, 1);
        edges.add(3, 3);
        return edges;
    }

    @Test
    void keepsEdgesAsTheyAreListed() {
        Graph graph = edges().build("g", 5, EdgeRules.AS_LISTED);
        assertThat(graph.rowPointers()).containsExactly(0, 3, 4, 4, 5, 5);
        assertThat(graph.columns()).containsExactly(1, 1, 3, 0, 3);
        assertThat(graph.degree(4)).isZero();
        assertThat(graph.maxDegree()).isEqualTo(3);
        assertThat(graph.meanDegree()).isEqualTo(1.0);
    }

    @Test
    void makesASimpleUndirectedGraph() {
        Graph graph = edges().build("g", 5, EdgeRules.SIMPLE_UNDIRECTED);
        assertThat(graph.rowPointers()).containsExactly(0, 2, 3, 3, 4, 4);
        assertThat(graph.columns()).containsExactly(1, 3, 0, 0);
    }

    @Test
    void storesASelfLoopOnceInAnUndirectedGraph() {
        Graph graph = edges().build("g", 5, new EdgeRules(true, true, false));
        assertThat(graph.rowPointers()).containsExactly(0, 2, 3, 3, 5, 5);
        assertThat(graph.columns()).containsExactly(1, 3, 0, 0, 3);
    }

    @Test
    void agreesWithSetsOfNeighboursOnRandomLists() {
        var random = new SplittableRandom(5);
        for (int trial = 0; trial < 50; trial++) {
            int nodes = random.nextInt(1, 30);
            var edges = new GraphBuilder();
            var sets = new TreeSet<Long>();
            for (int i = random.nextInt(3000); i > 0; i--) {
                int a = random.nextInt(nodes);
                int b = random.nextInt(nodes);
                edges.add(a, b);
                if (a != b) {
                    sets.add((long) a * nodes + b);
                    sets.add((long) b * nodes + a);
                }
            }
            Graph graph = edges.build("g", nodes, EdgeRules.SIMPLE_UNDIRECTED);
            var found = new TreeSet<Long>();
            for (int node = 0; node < nodes; node++) {
                for (int n = 0; n < graph.degree(node); n++) {
                    found.add((long) node * nodes + graph.neighbour(node, n));
                }
            }
            assertThat(found).as("trial %d", trial).isEqualTo(sets);
            assertThat(graph.edges()).isEqualTo(sets.size());
        }
    }

    @Test
    void hasGraphsWithoutNodes() {
        Graph graph = new GraphBuilder().build("none", 0, EdgeRules.AS_LISTED);
        assertThat(graph.nodes()).isZero();
        assertThat(graph.edges()).isZero();
        assertThat(graph.maxDegree()).isZero();
        assertThat(graph.meanDegree()).isZero();
    }

    @Test
    void refusesWhatIsNoGraph() {
        assertThatThrownBy(() -> edges().build("g", 3, EdgeRules.AS_LISTED))
                .isInstanceOf(WorkloadException.class)
                .hasMessage("g: a node id must lie between 0 and 2, got 3");
        assertThatThrownBy(() -> edges().build("g", 16_777_217, EdgeRules.AS_LISTED))
                .isInstanceOf(WorkloadException.class)
                .hasMessage("g: 16777217 nodes are too many for 5 edges; ids must count the nodes from 0");
        assertThatThrownBy(() -> new Graph("g", new int[] {0, 2, 1}, new int[] {0}))
                .hasMessage("g: row pointers must not fall, but those of node 1 are 2 and 1");
        assertThatThrownBy(() -> new Graph("g", new int[] {0, 2}, new int[] {0}))
                .hasMessage("g: the last row pointer must be the number of edges, 1, got 2");
        assertThatThrownBy(() -> new Graph("g", new int[] {0, 1}, new int[] {1}))
                .hasMessage("g: column 0 must be a node between 0 and 0, got 1");
        assertThatThrownBy(() -> new Graph("g", new int[] {1}, new int[0]))
                .hasMessage("g: row pointers must start at 0, got 1");
    }
}
