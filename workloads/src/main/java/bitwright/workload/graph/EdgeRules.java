package bitwright.workload.graph;

/**
 * What becomes of a list of edges when a graph is built from it.
 *
 * @param symmetric whether each edge is stored both ways
 * @param dropDuplicates whether an edge counts once however often it is listed
 * @param dropSelfLoops whether edges from a node to itself are left out
 */
public record EdgeRules(boolean symmetric, boolean dropDuplicates, boolean dropSelfLoops) {
    /** Every line is one directed edge. */
    public static final EdgeRules AS_LISTED = new EdgeRules(false, false, false);

    /** A simple undirected graph, as the citation networks are used. */
    public static final EdgeRules SIMPLE_UNDIRECTED = new EdgeRules(true, true, true);
}
