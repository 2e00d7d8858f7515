package bitwright.config;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.workload.graph.CsrFiles;
import bitwright.workload.graph.EdgeList;
import bitwright.workload.graph.EdgeRules;
import bitwright.workload.graph.ErdosRenyi;
import bitwright.workload.graph.Graph;
import bitwright.workload.graph.GraphGenerator;
import bitwright.workload.graph.GraphPreset;
import bitwright.workload.graph.MatrixMarket;
import bitwright.workload.graph.NumpyGraph;
import bitwright.workload.graph.Planetoid;
import bitwright.workload.graph.PowerLaw;
import bitwright.workload.graph.PreferentialAttachment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Where a graph comes from. The first key of each form tells them apart. */
public sealed interface GraphSource {
    /**
     * The graph.
     *
     * @param seed of graphs that are made, where they have none of their own
     * @throws bitwright.workload.WorkloadException if a file is not what it should be
     */
    Graph load(long seed) throws IOException;

    /** Where it comes from, in a few words; it says {@code synthetic} where it is made. */
    String origin();

    /** Whether another seed would give another graph. */
    default boolean dependsOnSeed() {
        return false;
    }

    /** The files and folders it is read from, by the keys that name them. */
    default Map<String, Path> paths() {
        return Map.of();
    }

    @Doc("A text file of edges, two node ids a line, sender and receiver.")
    record EdgeFile(
            @Doc("The file; one that ends in .gz is unpacked.")
            Path edges,

            @Doc("How many nodes there are; by default one more than the largest id.")
            OptionalInt nodes,

            @Doc("Whether each edge is stored both ways.") @Default("false")
            boolean symmetric,

            @Doc("Whether an edge counts once however often it is listed.") @Default("false")
            boolean dropDuplicates,

            @Doc("Whether edges from a node to itself are left out.") @Default("false")
            boolean dropSelfLoops)
            implements GraphSource {
        public EdgeFile {
            isFile("edges", edges);
            Check.that(nodes.isEmpty() || nodes.getAsInt() >= 0, "nodes", "must be at least 0, got " + nodes.orElse(0));
        }

        @Override
        public Graph load(long seed) throws IOException {
            return EdgeList.read(edges, nodes, new EdgeRules(symmetric, dropDuplicates, dropSelfLoops));
        }

        @Override
        public String origin() {
            return "edge list " + edges.getFileName();
        }

        @Override
        public Map<String, Path> paths() {
            return Map.of("edges", edges);
        }
    }

    @Doc("Compressed sparse rows in files of 32-bit integers: rowptr.i32, colidx.i32, and features where they are"
            + " there.")
    record RowFiles(
            @Doc("The folder.") Path csr,

            @Doc("What stands before the files' names, as cora in cora.rowptr.i32.gz; by default nothing.")
            Optional<String> dataset,

            @Doc("Features a node; by default what the files hold.")
            OptionalInt features)
            implements GraphSource {
        public RowFiles {
            Check.that(Files.isDirectory(csr), "csr", "must be a folder, got " + csr);
            dataset.ifPresent(GraphSource::isDataset);
        }

        @Override
        public Graph load(long seed) throws IOException {
            return CsrFiles.read(csr, dataset.orElse(""), features);
        }

        @Override
        public String origin() {
            return "compressed sparse rows of "
                    + dataset.orElse(csr.getFileName().toString());
        }

        @Override
        public Map<String, Path> paths() {
            return Map.of("csr", csr);
        }
    }

    @Doc("A square sparse matrix in Matrix Market's coordinate form.")
    record MatrixFile(
            @Doc("The file; one that ends in .gz is unpacked.")
            Path matrixMarket,

            @Doc("Whether each edge is stored both ways; symmetric matrices always are.") @Default("false")
            boolean symmetric,

            @Doc("Whether an edge counts once however often it is listed.") @Default("false")
            boolean dropDuplicates,

            @Doc("Whether edges from a node to itself are left out.") @Default("false")
            boolean dropSelfLoops)
            implements GraphSource {
        public MatrixFile {
            isFile("matrixMarket", matrixMarket);
        }

        @Override
        public Graph load(long seed) throws IOException {
            return MatrixMarket.read(matrixMarket, new EdgeRules(symmetric, dropDuplicates, dropSelfLoops));
        }

        @Override
        public String origin() {
            return "Matrix Market file " + matrixMarket.getFileName();
        }

        @Override
        public Map<String, Path> paths() {
            return Map.of("matrixMarket", matrixMarket);
        }
    }

    @Doc("A citation network as Planetoid publishes it: ind.NAME.graph, and its features where they are there.")
    record PlanetoidFiles(
            @Doc("The folder.") Path planetoid,

            @Doc("The data set's name: cora, citeseer or pubmed.")
            String dataset) implements GraphSource {
        public PlanetoidFiles {
            Check.that(Files.isDirectory(planetoid), "planetoid", "must be a folder, got " + planetoid);
            isDataset(dataset);
        }

        @Override
        public Graph load(long seed) throws IOException {
            return Planetoid.read(planetoid, dataset);
        }

        @Override
        public String origin() {
            return "Planetoid files of " + dataset;
        }

        @Override
        public Map<String, Path> paths() {
            return Map.of("planetoid", planetoid);
        }
    }

    @Doc("Arrays saved with NumPy, as PyTorch Geometric has them: edge_index.npy and, with features, x.npy.")
    record NumpyFiles(
            @Doc("The folder.") Path numpy,

            @Doc("How many nodes there are; by default the rows of x.npy, or one more than the largest id.")
            OptionalInt nodes,

            @Doc("Whether each edge is stored both ways.") @Default("false")
            boolean symmetric,

            @Doc("Whether an edge counts once however often it is listed.") @Default("false")
            boolean dropDuplicates,

            @Doc("Whether edges from a node to itself are left out.") @Default("false")
            boolean dropSelfLoops)
            implements GraphSource {
        public NumpyFiles {
            Check.that(
                    Files.isRegularFile(numpy.resolve("edge_index.npy")),
                    "numpy",
                    "must be a folder with an edge_index.npy in it, got " + numpy);
            Check.that(nodes.isEmpty() || nodes.getAsInt() >= 0, "nodes", "must be at least 0, got " + nodes.orElse(0));
        }

        @Override
        public Graph load(long seed) throws IOException {
            return NumpyGraph.read(numpy, nodes, new EdgeRules(symmetric, dropDuplicates, dropSelfLoops));
        }

        @Override
        public String origin() {
            return "NumPy arrays of " + numpy.getFileName();
        }

        @Override
        public Map<String, Path> paths() {
            return Map.of("numpy", numpy);
        }
    }

    @Doc("A random graph of the size and with the degrees of a well-known one.")
    record PresetGraph(
            @Doc("cora, citeseer, pubmed with exactly their degrees; flickr, reddit, yelp with a power law.")
            GraphPreset preset,

            @Doc("Of flickr, reddit and yelp, whose largest degrees are not published; by default 2000.")
            OptionalInt maxDegree,

            @Doc("By default the run's.") OptionalLong seed)
            implements GraphSource {
        public PresetGraph {
            preset.generator(maxDegree);
        }

        @Override
        public Graph load(long runSeed) {
            return preset.generator(maxDegree).generate(preset.label() + "-like", seed.orElse(runSeed));
        }

        @Override
        public String origin() {
            return "synthetic graph: " + preset.generator(maxDegree).describe()
                    + (preset.hasItsOwnDegrees() ? "" : ", the largest assumed, for " + preset.label());
        }

        @Override
        public boolean dependsOnSeed() {
            return seed.isEmpty();
        }
    }

    @Doc("A random graph in which every pair of nodes is joined with the same chance.")
    record ErdosRenyiGraph(
            @Doc("Its size.") ErdosRenyiSize erdosRenyi,
            @Doc("By default the run's.") OptionalLong seed) implements GraphSource {
        @Doc("Nodes and expected degree.")
        record ErdosRenyiSize(
                @Doc("Nodes, 1 to 2^28.") int nodes,
                @Doc("Expected degree, 0 to nodes - 1.") double meanDegree) {
            public ErdosRenyiSize {
                new ErdosRenyi(nodes, meanDegree);
            }
        }

        private GraphGenerator generator() {
            return new ErdosRenyi(erdosRenyi.nodes, erdosRenyi.meanDegree);
        }

        @Override
        public Graph load(long runSeed) {
            return generator().generate("graph", seed.orElse(runSeed));
        }

        @Override
        public String origin() {
            return "synthetic graph: " + generator().describe();
        }

        @Override
        public boolean dependsOnSeed() {
            return seed.isEmpty();
        }
    }

    @Doc("A random graph in which well-joined nodes attract more edges (Barabási and Albert).")
    record AttachmentGraph(
            @Doc("Its size.") AttachmentSize preferentialAttachment,
            @Doc("By default the run's.") OptionalLong seed) implements GraphSource {
        @Doc("Nodes and edges that each brings.")
        record AttachmentSize(
                @Doc("Nodes, 1 to 2^28.") int nodes,

                @Doc("Edges that a node brings, 1 to nodes - 1; the mean degree is nearly twice that.")
                int edgesPerNode) {
            public AttachmentSize {
                new PreferentialAttachment(nodes, edgesPerNode);
            }
        }

        private GraphGenerator generator() {
            return new PreferentialAttachment(preferentialAttachment.nodes, preferentialAttachment.edgesPerNode);
        }

        @Override
        public Graph load(long runSeed) {
            return generator().generate("graph", seed.orElse(runSeed));
        }

        @Override
        public String origin() {
            return "synthetic graph: " + generator().describe();
        }

        @Override
        public boolean dependsOnSeed() {
            return seed.isEmpty();
        }
    }

    @Doc("A random graph whose degrees follow a power law with a given mean and largest degree.")
    record PowerLawGraph(
            @Doc("Its degrees.") PowerLawDegrees powerLaw,
            @Doc("By default the run's.") OptionalLong seed) implements GraphSource {
        @Doc("Nodes and their degrees.")
        record PowerLawDegrees(
                @Doc("Nodes, 1 to 2^28.") int nodes,
                @Doc("Over all nodes.") double meanDegree,

                @Doc("The largest degree, which one node has at least.")
                int maxDegree,

                @Doc("The least degree of a node with edges.") @Default("1")
                int minDegree,

                @Doc("Nodes without edges.") @Default("0") int isolated) {
            public PowerLawDegrees {
                new PowerLaw(nodes, meanDegree, maxDegree, minDegree, isolated);
            }
        }

        private GraphGenerator generator() {
            return new PowerLaw(
                    powerLaw.nodes, powerLaw.meanDegree, powerLaw.maxDegree, powerLaw.minDegree, powerLaw.isolated);
        }

        @Override
        public Graph load(long runSeed) {
            return generator().generate("graph", seed.orElse(runSeed));
        }

        @Override
        public String origin() {
            return "synthetic graph: " + generator().describe();
        }

        @Override
        public boolean dependsOnSeed() {
            return seed.isEmpty();
        }
    }

    private static void isFile(String key, Path file) {
        Check.that(Files.isRegularFile(file), key, "must be a file, got " + file);
    }

    private static void isDataset(String name) {
        Check.that(name.matches("[A-Za-z0-9_-]+"), "dataset", "must be a data set's name, got '" + name + "'");
    }
}
