package bitwright.accel.gnn;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import java.util.List;
import java.util.Optional;

/** AMPLE: event-driven inference of graph neural networks, node by node. */
@Doc("AMPLE: graph neural networks on nodeslots that react to events, each node in its own precision.")
public record Ample(
        @Doc("paper or rtl: whose word counts where the two differ.")
        Variant variant,

        @Doc("event-driven: a slot takes its next node when it is done; double-buffered: in batches, half of the"
                + " slots each.")
        @Default("event-driven")
        Scheduling scheduling,

        @Doc("Nodeslots, and fetch tags. RTL: MAX_NODESLOT_COUNT = 256; paper, Fig. 1, and the published test"
                + " bench: 64.")
        @Range(min = 1, max = 65536)
        int nodeslots,

        @Doc("Nodeslots of each precision of the workload, in its order; by default in proportion to its nodes, at"
                + " least one.")
        Optional<List<Integer>> nodeslotsOfPrecision,

        @Doc("Managers of an aggregation mesh, slots of its buffer and rows of the systolic array. RTL: 64.")
        @Range(min = 1, max = 4096)
        @Default("64")
        int channels,

        @Doc("Nodes that wait before the transformation engine begins a pass. Published tools: 4.")
        @Range(min = 1, max = 4096)
        int waitCount,

        @Doc("Cycles after a pass's request at which one waiting node is enough. RTL: 5120.")
        @Range(min = 1, max = 1000000000)
        @Default("5120")
        int waitTimeoutCycles,

        @Doc("fixed-priority: the lowest nodeslot; round-robin. By default as the variant has it.")
        Optional<Arbitration> arbiter,

        @Doc("Fetch tags.") @Default("{}") FetchTags fetchTags,
        @Doc("Aggregation meshes.") @Default("{}") Aggregation aggregation,
        @Doc("The systolic array.") @Default("{}") Transformation transformation,
        @Doc("The ports to memory.") Hbm hbm,

        @Doc("Cycles of a layer before its weights and descriptors are asked for: reset and the host's programming.")
        @Range(min = 0, max = 1000000000)
        @Default("0")
        long startCycles,

        @Doc("The clock in MHz. Paper: 200.") @Range(min = 0.001, max = 100000)
        double clockMHz) {
    /** Nodes that a descriptor of the RTL can name: 20 bits. */
    static final int RTL_NODES = 1 << 20;

    /** Features of an aggregation core, and of a beat. */
    private static final int FEATURES_OF_CORE = 16;

    public Ample {
        Check.ranges(
                Ample.class,
                variant,
                scheduling,
                nodeslots,
                nodeslotsOfPrecision,
                channels,
                waitCount,
                waitTimeoutCycles,
                arbiter,
                fetchTags,
                aggregation,
                transformation,
                hbm,
                startCycles,
                clockMHz);
        nodeslotsOfPrecision = nodeslotsOfPrecision.map(List::copyOf);
    }

    Arbitration arbitration() {
        return arbiter.orElse(variant.arbiter());
    }

    int halves() {
        return scheduling == Scheduling.DOUBLE_BUFFERED ? 2 : 1;
    }

    /** Beats of 512 bits of a message. */
    int messageBeats(int features, int bits) {
        int stored = fetchTags.features().orElse(variant.features()) == FeatureStorage.WORDS ? 32 : bits;
        return (int) (((long) features * stored + Addresses.BEAT_BITS - 1) / Addresses.BEAT_BITS);
    }

    /** Whether a node with so many messages is run. */
    boolean holds(int messages, int beatsOfMessage) {
        return fetchTags.partialResponse().orElse(variant.partialResponse()) == PartialResponse.PAPER
                || messages <= fetchTags.addresses() && (long) messages * beatsOfMessage <= fetchTags.messageBeats();
    }

    /** The bank of a nodeslot's tag. */
    int bank(int slot) {
        return hbm.mapping().orElse(variant.mapping()) == BankMapping.BLOCKS
                ? slot / hbm.tagsPerBank() % hbm.banks()
                : slot % hbm.banks();
    }

    /** The array's row of a slot, by its place among those of its precision. */
    int row(int place, int slotsOfPrecision) {
        return halves() > 1 ? place % (slotsOfPrecision / 2) : place % channels;
    }

    int coresOfNode(int features) {
        return (features + FEATURES_OF_CORE - 1) / FEATURES_OF_CORE;
    }

    private CoreAllocation allocation() {
        return aggregation.allocation().orElse(variant.allocation());
    }

    /** Cores that the nodes of a mesh share; 0 where every row has its own. */
    int sharedCores() {
        return allocation() == CoreAllocation.STATIC ? 0 : aggregation.columns() * channels;
    }

    TransformationEngine.Shape transformationShape(int inputs, int outputs) {
        boolean batches = halves() > 1;
        return new TransformationEngine.Shape(
                channels,
                transformation.columns(),
                inputs,
                outputs,
                hbm.writeResponseCycles(),
                waitCount,
                batches ? 0 : waitTimeoutCycles,
                transformation.writeBack().orElse(variant.writeBack()) == WriteBack.OVERLAPPED,
                transformation.emptyRows().orElse(variant.emptyRows()) == EmptyRows.SKIPPED);
    }
}
