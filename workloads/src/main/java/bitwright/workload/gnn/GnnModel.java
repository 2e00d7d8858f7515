package bitwright.workload.gnn;

/** How a layer aggregates. Messages come in the order of the node's row, the node itself last where it sends one. */
public enum GnnModel {
    /**
     * Kipf and Welling (ICLR 2017): y = W Σ c·x over neighbours and the node itself, c = 1/√((dᵢ + 1)(dⱼ + 1)). A self loop
     * in the graph is the same message and counts once.
     */
    GCN(true),
    /** Xu et al. (ICLR 2019) with ε = 0 and one linear layer for the MLP, as AMPLE runs it: y = W (Σ xⱼ + xᵢ). */
    GIN(true),
    /** Hamilton et al. (NeurIPS 2017): y = W_self xᵢ + W Σ xⱼ/dᵢ, each message scaled before it is added. */
    GRAPHSAGE_MEAN(false),
    /** The same with the sum of the messages: y = W_self xᵢ + W Σ xⱼ. */
    GRAPHSAGE_SUM(false);

    private final boolean sendsToItself;

    GnnModel(boolean sendsToItself) {
        this.sendsToItself = sendsToItself;
    }

    /** Whether a node's own features are the last of its messages. */
    public boolean sendsToItself() {
        return sendsToItself;
    }

    /** Whether the node's own features have weights of their own. */
    public boolean hasSelfWeights() {
        return !sendsToItself;
    }
}
