package bitwright.workload.graph;

/** Makes a simple undirected graph from a seed: the same seed, the same graph, in any version of Java. */
public interface GraphGenerator {
    /** What it makes, in a few words, without the seed. */
    String describe();

    /**
     * The graph.
     *
     * @param name its name
     * @param seed of the SplitMix64 stream
     */
    Graph generate(String name, long seed);
}
