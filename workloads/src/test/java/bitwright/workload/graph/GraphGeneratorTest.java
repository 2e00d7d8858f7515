package bitwright.workload.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bitwright.workload.WorkloadException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GraphGeneratorTest {
    static List<GraphGenerator> generators() {
        return List.of(
                new ErdosRenyi(500, 6),
                new ErdosRenyi(1, 0),
                new ErdosRenyi(12, 11),
                new ErdosRenyi(300, 0),
                new PreferentialAttachment(400, 3),
                new PreferentialAttachment(5, 4),
                new PowerLaw(1000, 8, 120, 1, 0),
                new PowerLaw(1000, 5, 60, 2, 100),
                new PowerLaw(64, 7, 7, 7, 0),
                new DegreeSequence("a path", List.of(0, 2, 5)));
    }

    @ParameterizedTest
    @MethodSource("generators")
    void graphsAreSimpleAndUndirectedAndFollowFromTheSeed(GraphGenerator generator) {
        Graph graph = generator.generate("g", 1);
        var statistics = GraphStatistics.of(graph);
        assertThat(statistics.selfLoops()).isZero();
        assertThat(statistics.duplicates()).isZero();
        assertThat(statistics.isSymmetric()).isTrue();
        assertThat(generator.generate("g", 1).hasRowsOf(graph)).isTrue();
        boolean hasOneGraphOnly = statistics.edges() == 0 || statistics.edges() == graph.nodes() * (graph.nodes() - 1);
        assertThat(generator.generate("g", 2).hasRowsOf(graph)).isEqualTo(hasOneGraphOnly);
    }

    /** 20,000 nodes, mean 12: edges are a sum of 2·10^8 coins, standard deviation 346, and degrees nearly Poisson. */
    @Test
    void erdosRenyiHasTheDegreesOfCoinTosses() {
        Graph graph = new ErdosRenyi(20_000, 12).generate("g", 3);
        assertThat(graph.edges() / 2.0).isCloseTo(120_000, within(5 * 346.0));
        double squares = 0;
        for (int node = 0; node < graph.nodes(); node++) {
            squares += Math.pow(graph.degree(node) - graph.meanDegree(), 2);
        }
        assertThat(squares / graph.nodes()).isCloseTo(12, within(0.6)); // variance = mean; its own deviation is 0.12
    }

    /** In G(4, 1/2) each of the six pairs is joined in half of the graphs, whatever its place in the order. */
    @Test
    void everyPairOfNodesIsAsLikely() {
        int[] joined = new int[16];
        for (int seed = 0; seed < 4000; seed++) {
            Graph graph = new ErdosRenyi(4, 1.5).generate("g", seed);
            for (int node = 0; node < 4; node++) {
                for (int n = 0; n < graph.degree(node); n++) {
                    joined[node * 4 + graph.neighbour(node, n)]++;
                }
            }
        }
        for (int pair : new int[] {1, 2, 3, 6, 7, 11}) {
            assertThat(joined[pair]).isBetween(2000 - 160, 2000 + 160); // five deviations of 32
        }
    }

    /** Edges: a complete graph of m + 1, then m a node. Barabási and Albert: P(d) = 2m(m + 1) / (d(d + 1)(d + 2)). */
    @Test
    void preferentialAttachmentHasItsDegrees() {
        int m = 2;
        int nodes = 30_000;
        Graph graph = new PreferentialAttachment(nodes, m).generate("g", 1);
        assertThat(graph.edges()).isEqualTo(2 * (3 + m * (nodes - m - 1)));
        int[] counts = new int[nodes];
        for (int node = 0; node < nodes; node++) {
            counts[graph.degree(node)]++;
        }
        assertThat(counts[0] + counts[1]).isZero();
        for (int degree = 2; degree < 6; degree++) {
            double share = 2.0 * m * (m + 1) / (degree * (degree + 1.0) * (degree + 2));
            assertThat(counts[degree] / (double) nodes).as("degree %d", degree).isCloseTo(share, within(0.012));
        }
        assertThat(graph.maxDegree()).isGreaterThan(200); // a random graph of this mean would end near 16
    }

    /** Exponents for mean and largest degree as another program solved them. */
    @ParameterizedTest(name = "{0} nodes, {1} edges, largest degree {2}: exponent {3}")
    @CsvSource({
        "89250, 899756, 256, 1.5753",
        "89250, 899756, 2000, 1.7927",
        "232965, 23213838, 256, 0.3879",
        "232965, 23213838, 10000, 1.455",
        "716847, 13954818, 2000, 1.6306",
        "716847, 13954818, 20000, 1.775"
    })
    void powerLawsAreSolvedForTheMean(int nodes, int edges, int maxDegree, double exponent) {
        assertThat(new PowerLaw(nodes, (double) edges / nodes, maxDegree, 1, 0).exponent())
                .isCloseTo(exponent, within(1e-4));
    }

    @Test
    void powerLawsMeetMeanAndLargestDegreeAndIsolatedNodes() {
        var statistics = GraphStatistics.of(new PowerLaw(5000, 7.5, 800, 2, 40).generate("g", 9));
        assertThat(statistics.edges()).isEqualTo(37_500);
        assertThat(statistics.maxDegree()).isEqualTo(800);
        assertThat(statistics.isolated()).isEqualTo(40);
        assertThat(statistics.medianDegree()).isGreaterThanOrEqualTo(2);
    }

    /** The share of each degree is that of d^−α, to the rounding of quantiles and what was moved for the mean. */
    @Test
    void powerLawsHaveTheirShape() {
        var law = new PowerLaw(40_000, 6, 500, 1, 0);
        Graph graph = law.generate("g", 2);
        double sum = 0;
        for (int degree = 1; degree <= 500; degree++) {
            sum += Math.pow(degree, -law.exponent());
        }
        var counts = new TreeMap<Integer, Integer>();
        for (int node = 0; node < graph.nodes(); node++) {
            counts.merge(graph.degree(node), 1, Integer::sum);
        }
        for (int degree : new int[] {1, 2, 3, 5, 10}) {
            double share = Math.pow(degree, -law.exponent()) / sum;
            assertThat(counts.get(degree) / 40_000.0).isCloseTo(share, within(0.003 + share * 0.02));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CORA", "CITESEER", "PUBMED"})
    void presetsHaveExactlyTheDegreesOfTheirGraphs(GraphPreset preset) {
        var statistics =
                GraphStatistics.of(preset.generator(OptionalInt.empty()).generate(preset.label(), 1));
        assertThat(statistics.nodes()).isEqualTo(preset.nodes());
        assertThat(statistics.edges()).isEqualTo(preset.edges());
        assertThat(statistics.maxDegree())
                .isEqualTo(
                        switch (preset) {
                            case CORA -> 168;
                            case CITESEER -> 99;
                            default -> 171;
                        });
        assertThat(statistics.isolated()).isEqualTo(preset == GraphPreset.CITESEER ? 48 : 0);
        assertThatThrownBy(() -> preset.generator(OptionalInt.of(5)))
                .hasMessageStartingWith("maxDegree must be left out");
    }

    @Test
    void presetsOfUnpublishedDegreesHaveTheirSize() {
        Graph flickr = GraphPreset.FLICKR.generator(OptionalInt.of(256)).generate("flickr", 1);
        assertThat(flickr.nodes()).isEqualTo(89_250);
        assertThat(flickr.edges()).isEqualTo(899_756);
        assertThat(flickr.maxDegree()).isEqualTo(256);
    }

    @Test
    void aStarOfDegreeAHundredThousandIsMade() {
        Graph star = new PowerLaw(100_001, 2.0 * 100_000 / 100_001, 100_000, 1, 0).generate("star", 1);
        assertThat(star.maxDegree()).isEqualTo(100_000);
        assertThat(star.edges()).isEqualTo(200_000);
        assertThat(GraphStatistics.of(star).duplicates()).isZero();
    }

    /** A hub that is joined to all others: the two nodes with a second edge can only be joined to one another. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aHubThatIsJoinedToAllIsMade(long seed) {
        List<Integer> degrees = new ArrayList<>(Collections.nCopies(1001, 0));
        degrees.set(1, 998);
        degrees.set(2, 2);
        degrees.set(1000, 1);
        Graph graph = new DegreeSequence("a hub", degrees).generate("hub", seed);
        assertThat(graph.maxDegree()).isEqualTo(1000);
        assertThat(graph.edges()).isEqualTo(2002);
        assertThat(GraphStatistics.of(graph).duplicates()).isZero();
        assertThat(GraphStatistics.of(graph).selfLoops()).isZero();
    }

    /** Few graphs have these degrees; random switches must still lead to different ones. */
    @Test
    void nearlyCompleteGraphsAreMade() {
        var generator = new PowerLaw(100, 60, 99, 20, 0);
        Graph graph = generator.generate("g", 1);
        assertThat(graph.edges()).isEqualTo(6000);
        assertThat(graph.maxDegree()).isEqualTo(99);
        assertThat(GraphStatistics.of(graph).duplicates()).isZero();
        assertThat(generator.generate("g", 2).hasRowsOf(graph)).isFalse();
    }

    @Test
    void degreesThatNoSimpleGraphHasAreRefused() {
        // two nodes of degree 3 among four, the others of degree 1: the two can only be joined once
        assertThatThrownBy(() -> new DegreeSequence("it", List.of(0, 2, 0, 2)).generate("g", 1))
                .isInstanceOf(WorkloadException.class)
                .hasMessage("g: no simple graph has these degrees; the largest ones must be smaller");
        assertThatThrownBy(() -> new DegreeSequence("it", List.of(0, 1)))
                .hasMessage("nodesOfDegree must have an even sum of degrees, got 1");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "0, 0, 1, 1, 0; nodes must be between 1 and 268435456, got 0",
                "10, 3, 10, 1, 0; maxDegree must be between 1 and 9, one less than there are nodes with edges, got 10",
                "10, 3, 4, 5, 0; minDegree must be between 1 and maxDegree, 4, got 5",
                "10, 3, 4, 1, 10; isolated must be between 0 and nodes - 1, 9, got 10",
                "10, 0.5, 4, 1, 0; meanDegree must be between 1.3 and 4.0, got 0.5",
                "10, NaN, 4, 1, 0; meanDegree must be between 1.3 and 4.0, got NaN",
                "268435456, 9, 20, 1, 0; meanDegree must leave a graph of 268435456 nodes below 2^31 edges, got 9.0"
            })
    void powerLawsThatCannotBeAreRefused(String parameters, String message) {
        String[] p = parameters.split(", ");
        assertThatThrownBy(() -> new PowerLaw(
                        Integer.parseInt(p[0]),
                        Double.parseDouble(p[1]),
                        Integer.parseInt(p[2]),
                        Integer.parseInt(p[3]),
                        Integer.parseInt(p[4])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void statisticsSeeWhatIsListed() {
        var edges = new GraphBuilder();
        for (int[] edge : new int[][] {{0, 1}, {0, 1}, {0, 0}, {1, 0}, {2, 0}}) {
            edges.add(edge[0], edge[1]);
        }
        assertThat(GraphStatistics.of(edges.build("g", 4, EdgeRules.AS_LISTED)))
                .isEqualTo(new GraphStatistics(4, 5, 1.25, 3, 1, 1, 1, 1, 1, false, 0.45));
        assertThat(GraphStatistics.of(new GraphBuilder().build("none", 0, EdgeRules.AS_LISTED))
                        .isSymmetric())
                .isTrue();
    }
}
