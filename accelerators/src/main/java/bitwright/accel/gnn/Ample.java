package bitwright.accel.gnn;

import bitwright.accel.Machine;
import bitwright.accel.Setup;
import bitwright.sim.energy.Action;
import bitwright.sim.engine.Engine;
import bitwright.sim.memory.Memory;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.LayerResult;
import bitwright.sim.trace.Timeline;
import bitwright.workload.WorkloadException;
import bitwright.workload.gnn.GnnLayer;
import bitwright.workload.gnn.GraphRun;
import bitwright.workload.graph.Features;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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

        @Doc("Nodes of a precision that wait before its pass begins, at most its nodeslots. Published tools: 4.")
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
        double clockMHz)
        implements Machine<GraphRun> {
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

    /** First nodeslot of each precision, and the number of nodeslots. */
    int[] groups(long[] nodesOfPrecision) {
        int count = nodesOfPrecision.length;
        int[] sizes = new int[count];
        if (nodeslotsOfPrecision.isPresent()) {
            var given = nodeslotsOfPrecision.get();
            int sum = given.stream().mapToInt(Integer::intValue).sum();
            if (given.size() != count || sum != nodeslots || given.stream().anyMatch(one -> one < 1)) {
                throw new WorkloadException("nodeslotsOfPrecision must have a number from 1 up for each of the "
                        + "workload's " + count + " precisions, " + nodeslots + " together, got " + given);
            }
            Arrays.setAll(sizes, given::get);
        } else {
            share(nodesOfPrecision, sizes);
        }
        int[] starts = new int[count + 1];
        for (int group = 0; group < count; group++) {
            if (halves() > 1 && (sizes[group] % 2 != 0 || sizes[group] / 2 > channels)) {
                throw new WorkloadException("double buffering needs an even number of nodeslots a precision, at most "
                        + 2 * channels + ", got " + sizes[group]);
            }
            starts[group + 1] = starts[group] + sizes[group];
        }
        return starts;
    }

    /** Shares slots out in proportion to nodes, at least one each (two with batches), the rest to the largest. */
    private void share(long[] nodesOfPrecision, int[] sizes) {
        int least = halves();
        long nodes = Math.max(1, Arrays.stream(nodesOfPrecision).sum());
        int left = nodeslots / least;
        int largest = 0;
        for (int group = 0; group < sizes.length; group++) {
            sizes[group] = (int) Math.max(1, (long) (nodeslots / least) * nodesOfPrecision[group] / nodes);
            left -= sizes[group];
            largest = sizes[group] > sizes[largest] ? group : largest;
        }
        sizes[largest] += left;
        if (sizes[largest] < 1) {
            throw new WorkloadException("nodeslots must be at least one for each of the workload's " + sizes.length
                    + " precisions, got " + nodeslots);
        }
        for (int group = 0; group < sizes.length; group++) {
            sizes[group] *= least;
        }
    }

    /** Throws unless a layer fits. */
    void requireFit(GnnLayer layer, int nodes) {
        if (allocation() == CoreAllocation.STATIC) {
            require(
                    layer,
                    "inputs",
                    layer.inputs(),
                    FEATURES_OF_CORE * aggregation.columns(),
                    "the cores of a row take");
            require(layer, "outputs", layer.outputs(), transformation.columns(), "the array has columns for");
        } else {
            int most = FEATURES_OF_CORE * channels * aggregation.columns();
            require(layer, "inputs", layer.inputs(), most, "the cores of a mesh take");
        }
        if (variant == Variant.RTL && nodes > RTL_NODES) {
            throw new WorkloadException(
                    "layer " + layer.name() + ": a descriptor names at most " + RTL_NODES + " nodes, got " + nodes);
        }
    }

    private static void require(GnnLayer layer, String what, int value, int most, String why) {
        if (value > most) {
            throw new WorkloadException("layer " + layer.name() + ": " + what + " must be at most " + most + ", which "
                    + why + ", got " + value + "; aggregation.allocation: dynamic and variant: paper take more");
        }
    }

    @Override
    public Class<GraphRun> workloadType() {
        return GraphRun.class;
    }

    /** The array's: a PE takes three cycles for a multiply-add of 32 bits. */
    @Override
    public double peakMacsPerCycle() {
        return (double) channels * transformation.columns() / TransformationEngine.OF_MAC * 4;
    }

    /**
     * Multipliers, adders and memories of a machine of float32 alone, as the published RTL is: the array, the cores of all
     * meshes, queues, buffers and weight rows. Without routers and control.
     */
    @Override
    public Map<Action, Long> inventory() {
        var inventory = new TreeMap<Action, Long>();
        long pes = (long) channels * transformation.columns();
        long meshes = (nodeslots + channels - 1) / channels;
        long lanes = meshes * channels * aggregation.columns() * FEATURES_OF_CORE;
        inventory.put(new Action("mul.float", 32), pes);
        inventory.put(new Action("add.float", 32), pes + lanes);
        inventory.put(new Action("register.write", 32), 3 * pes + lanes);
        int queueKiB = Math.max(1, fetchTags.messageBeats() / 16);
        inventory.put(new Action("sram.read", 512, queueKiB), (long) nodeslots);
        inventory.merge(
                new Action("sram.read", 32, Math.max(1, fetchTags.addresses() / 256)), (long) nodeslots, Long::sum);
        inventory.merge(new Action("sram.read", 32, 4), nodeslots + 2L * channels, Long::sum);
        return inventory;
    }

    /**
     * The time of one layer whose nodes all have one precision.
     *
     * @param bits of a feature in memory
     */
    public GraphTime time(MessageLists lists, int inputs, int outputs, int bits, Memory memory) {
        var engine = new Engine();
        var clock = memory.clock(clockMHz);
        var layer = new HardwareLayer("layer", lists, inputs, outputs, new int[] {bits}, null);
        var timing = new LayerSimulation(
                        this,
                        layer,
                        groups(new long[] {lists.nodes()}),
                        engine,
                        clock,
                        memory.plug(engine, clock, Timeline.OFF),
                        Timeline.OFF,
                        node -> {})
                .run();
        return new GraphTime(
                timing.cycles(), timing.nodes(), timing.passes(), timing.times().latencies(), timing.occupancies(this));
    }

    /**
     * What a run comes to, values included.
     *
     * @param layers as {@link #run} gives them
     * @param outputs of each layer as the machine wrote them, [nodes, outputs]
     */
    public record Outcome(List<LayerResult> layers, List<Features> outputs) {}

    /** Runs a workload with all of its values. */
    public Outcome simulate(GraphRun workload, Setup setup) {
        var execution = new GnnExecution(this, workload, setup.recomputingAll());
        return new Outcome(execution.results(), List.copyOf(execution.outputs()));
    }

    @Override
    public List<LayerResult> run(GraphRun workload, Setup setup) {
        if (setup.fidelity() != Fidelity.STEP) {
            throw new WorkloadException(
                    "AMPLE's units run by events of whole requests, packets and passes: fidelity must be "
                            + "step, got " + setup.fidelity().name().toLowerCase(java.util.Locale.ROOT));
        }
        return new GnnExecution(this, workload, setup).results();
    }
}
