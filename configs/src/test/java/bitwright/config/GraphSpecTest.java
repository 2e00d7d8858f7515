package bitwright.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.config.WorkloadSpec.GraphNetwork;
import bitwright.config.WorkloadSpec.NodeFeatures;
import bitwright.workload.gnn.Activation;
import bitwright.workload.gnn.GnnLayer;
import bitwright.workload.gnn.GnnModel;
import bitwright.workload.gnn.NodeArithmetic;
import bitwright.workload.gnn.PrecisionAssignment;
import bitwright.workload.graph.Graph;
import bitwright.workload.graph.GraphPreset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GraphSpecTest {
    @TempDir
    Path folder;

    private final ConfigReader reader = new ConfigReader(TestDesign.REGISTRY);

    @BeforeEach
    void filesBesideTheRun() {
        var yaml = new Yaml(folder);
        yaml.file("tables/test.yaml", TestDesign.ENERGY);
        yaml.file("designs/small.yaml", TestDesign.YAML);
        yaml.file("data/edges.txt", "0 1\n1 2\n1 2\n");
        yaml.file("data/m.mtx", "%%MatrixMarket matrix coordinate pattern symmetric\n2 2 1\n2 1\n");
    }

    private ResolvedRun run(String workload) {
        String text = "workload: " + workload + """

            memory: ideal
            energy: tables/test.yaml
            design: designs/small.yaml
            """;
        return reader.run(new Yaml(folder).tree("run.yaml", text), List.of(), List.of());
    }

    private GraphNetwork network(String workload) {
        return (GraphNetwork) run(workload).config().workload();
    }

    private Graph graph(String source) throws IOException {
        return network("{ graph: " + source + ", model: gcn, widths: [4, 2] }")
                .graph()
                .load(3);
    }

    @Test
    void aNetworkHasItsLayersAndDefaults() {
        var network = network("{ graph: { edges: data/edges.txt }, model: graphsage-mean, widths: [4, 8, 2] }");
        assertThat(network.model()).isEqualTo(GnnModel.GRAPHSAGE_MEAN);
        assertThat(network.layers())
                .containsExactly(
                        new GnnLayer("layer1", 4, 8, Activation.RELU), new GnnLayer("layer2", 8, 2, Activation.NONE));
        assertThat(network.features()).isEqualTo(NodeFeatures.SEEDED);
        assertThat(network.precision().assignment())
                .isEqualTo(new PrecisionAssignment.Uniform(NodeArithmetic.of("float32")));
    }

    @Test
    void everySourceMakesItsGraph() throws IOException {
        assertThat(graph("{ edges: data/edges.txt }").edges()).isEqualTo(3);
        assertThat(graph("{ edges: data/edges.txt, dropDuplicates: true, symmetric: true, nodes: 5 }"))
                .hasToString("edges.txt (5 nodes, 4 edges)");
        assertThat(graph("{ matrixMarket: data/m.mtx }").edges()).isEqualTo(2);
        assertThat(graph("{ preset: cora }")).hasToString("cora-like (2708 nodes, 10556 edges)");
        assertThat(graph("{ erdosRenyi: { nodes: 50, meanDegree: 3.5 } }").nodes())
                .isEqualTo(50);
        assertThat(graph("{ preferentialAttachment: { nodes: 50, edgesPerNode: 2 } }")
                        .edges())
                .isEqualTo(2 * (3 + 2 * 47));
        assertThat(graph("{ powerLaw: { nodes: 50, meanDegree: 3, maxDegree: 20 } }")
                        .maxDegree())
                .isEqualTo(20);
    }

    /** A seed of the graph's own outlives that of the run. */
    @Test
    void madeGraphsFollowTheRunsSeedUnlessTheyHaveTheirOwn() throws IOException {
        var run = network("{ graph: { preset: cora }, model: gcn, widths: [4, 2] }")
                .graph();
        var own = network("{ graph: { preset: cora, seed: 5 }, model: gcn, widths: [4, 2] }")
                .graph();
        assertThat(run.dependsOnSeed()).isTrue();
        assertThat(own.dependsOnSeed()).isFalse();
        assertThat(run.load(1).hasRowsOf(run.load(2))).isFalse();
        assertThat(own.load(1).hasRowsOf(own.load(2))).isTrue();
        assertThat(own.load(1).hasRowsOf(run.load(5))).isTrue();
    }

    @Test
    void precisionsAreAWordOrARule() {
        assertThat(assignment("int8/wrap8"))
                .isEqualTo(new PrecisionAssignment.Uniform(NodeArithmetic.of("int8/wrap8")));
        var float32 = NodeArithmetic.of("float32");
        var int8 = NodeArithmetic.of("int8");
        assertThat(assignment("{ degreeQuant: { low: int8, maxProbability: 0.5, protection: ample-sdk } }"))
                .isEqualTo(new PrecisionAssignment.DegreeQuant(
                        float32,
                        int8,
                        0,
                        0.5,
                        PrecisionAssignment.Interpolation.DEGREE,
                        PrecisionAssignment.Protection.AMPLE_SDK));
        assertThat(assignment("{ topDegrees: { low: int8, high: ample-float32 } }"))
                .isEqualTo(new PrecisionAssignment.TopDegrees(NodeArithmetic.of("ample-float32"), int8, 0.95));
        assertThat(assignment("{ byDegree: [ { fromDegree: 0, arithmetic: int4 }, { fromDegree: 9, arithmetic:"
                                + " float32 } ] }")
                        .arithmetics())
                .containsExactly(NodeArithmetic.of("int4"), float32);
    }

    private PrecisionAssignment assignment(String precision) {
        return network("{ graph: { preset: cora }, model: gcn, widths: [4, 2], precision: " + precision + " }")
                .precision()
                .assignment();
    }

    @ParameterizedTest(name = "{index} {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{ edges: data } | graph.edges: must be a file, got @/data",
                "{ edges: data/none.txt } | graph.edges: no such file or directory: @/data/none.txt",
                "{ edges: data/edges.txt, nodes: -1 } | graph.nodes: must be at least 0, got -1",
                "{ preset: corra } | graph.preset: must be one of cora, citeseer, pubmed, flickr, reddit, yelp, got"
                        + " 'corra'; did you mean cora?",
                "{ preset: cora, maxDegree: 5 } | graph.maxDegree: must be left out, the degrees of cora are known;"
                        + " got 5",
                "{ erdosRenyi: { nodes: 5, meanDegree: 7 } } | graph.erdosRenyi.meanDegree: must be between 0.0 and"
                        + " 4.0, got 7.0",
                "{ powerLaw: { nodes: 5, meanDegree: 2, maxDegree: 5 } } | graph.powerLaw.maxDegree: must be between 1"
                        + " and 4, one less than there are nodes with edges, got 5",
                "{ planetoid: data, dataset: '../x' } | graph.dataset: must be a data set's name, got '../x'",
                "{ ring: 5 } | graph: must be a mapping with one of the keys edges, csr, matrixMarket, planetoid,"
                        + " numpy, preset, erdosRenyi, preferentialAttachment, powerLaw, got a mapping"
            })
    void wrongSourcesAreRefusedAtTheirKeys(String source, String message) {
        assertThatThrownBy(() -> network("{ graph: " + source + ", model: gcn, widths: [4, 2] }"))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("workload." + message.replace("@", folder.toString()));
    }

    @ParameterizedTest(name = "{index} {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "widths: [4] | workload.widths: must hold two numbers or more, got [4]",
                "widths: [4, 0] | workload.widths: must be between 1 and 65536, got 0",
                "widths: [4, 2], precision: int9/wrap1 | workload.precision: sums of int9 must be int<n>, wrap<n> (the"
                        + " same) or saturate<n> with n from 2 to 32, got 'wrap1'",
                "widths: [4, 2], precision: { degreeQuant: { low: int8, minProbability: 1.5 } } |"
                        + " workload.precision.degreeQuant.minProbability: must be between 0 and 1, got 1.5",
                "widths: [4, 2], precision: { byDegree: [ { fromDegree: 1, arithmetic: int8 } ] } |"
                        + " workload.precision.byDegree: must have rising degrees, the first from 0, got 1 as number 1"
            })
    void wrongNetworksAreRefusedAtTheirKeys(String rest, String message) {
        assertThatThrownBy(() -> network("{ graph: { preset: cora }, model: gcn, " + rest + " }"))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith(message);
    }

    /** What a worker of a cluster is sent names the file that it was sent beside, and binds to the same run there. */
    @Test
    void aRunForAnotherMachineRefersToTheGraphThatIsSentAlong() throws IOException {
        var run = run("{ graph: { edges: data/edges.txt }, model: gcn, widths: [4, 2] }");
        var moved = new ArrayList<Path>();
        var portable = PortableRun.of(run, path -> {
            moved.add(path);
            return "there/" + path.getFileName();
        });
        assertThat(moved).containsExactly(folder.resolve("data/edges.txt"));
        new Yaml(folder).file("worker/there/edges.txt", "0 1\n");
        var there = reader.run(portable, folder.resolve("worker"), List.of());
        var network = (GraphNetwork) there.config().workload();
        assertThat(network.graph().paths()).isEqualTo(Map.of("edges", folder.resolve("worker/there/edges.txt")));
        assertThat(network.graph().load(1).edges()).isEqualTo(1);
    }

    /** Each preset has a workload of its name, of one layer as published figures are told for. */
    @ParameterizedTest
    @EnumSource(GraphPreset.class)
    void everyPresetIsAWorkloadOfTheLibrary(GraphPreset preset) {
        var network = ((WorkloadSpec.Named) WorkloadSpec.of(preset.label() + "-like"))
                .graph()
                .orElseThrow();
        assertThat(network.graph())
                .isEqualTo(new GraphSource.PresetGraph(preset, OptionalInt.empty(), OptionalLong.empty()));
        assertThat(network.widths()).containsExactly(64, 64);
    }

    @Test
    void theLibraryHasAGraph() throws IOException {
        var network = ((WorkloadSpec.Named) WorkloadSpec.of("bitwright-classes"))
                .graph()
                .orElseThrow();
        Graph graph = network.graph().load(1);
        assertThat(graph.nodes()).isEqualTo(660);
        assertThat(graph.edges()).isEqualTo(7088);
        assertThat(((WorkloadSpec.Named) WorkloadSpec.of("glyphs-cnn")).graph()).isEmpty();
    }
}
