package bitwright.accel.gnn;

/** Whose features a node gathers, in the order in which they are summed; the node itself stands in its list where it counts. */
public interface MessageLists {
    int nodes();

    /** Entries of a node's list. */
    int count(int node);

    /** The node whose features are the n-th entry, from 0. */
    int source(int node, int n);
}
