package bitwright.accel.attention;

import bitwright.accel.Machine;
import bitwright.accel.Setup;
import bitwright.sim.energy.Action;
import bitwright.sim.energy.Ledger;
import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Engine;
import bitwright.sim.memory.OffChip;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.sim.result.Cycles;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.ValueCheck;
import bitwright.workload.WorkloadException;
import bitwright.workload.attention.AttentionRun;
import bitwright.workload.attention.AttentionShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * FuseMax (Nayak et al., MICRO 2024, arXiv 2406.10491): attention on a two-dimensional array of PEs that multiply, take maxima
 * and exponentials, beside a one-dimensional array that corrects and divides. A closed form: the formulas are inferred from
 * the latencies, utilisations and traffic that its artifact publishes, and give all of them but FLAT's traffic up to 64 K.
 *
 * <p>Per score, with E the width of a head, the two-dimensional array takes 2E cycles of a PE, and 9 more where it does the
 * softmax (a maximum, an exponential of six multiply-adds and an addition, a sum). The one-dimensional array, whose lanes
 * each serve a row, takes per tile of as many keys as there are rows 2E + 10 cycles of a lane for corrections, 2E + 5 and
 * four a score where it does the softmax alone, and E a query for the division.
 */
@Doc("FuseMax: attention on a two- and a one-dimensional array, in closed form.")
public record FuseMax(
        @Doc("Rows of the two-dimensional array, and lanes of the other.") @Range(min = 1, max = 4096)
        int rows,

        @Doc("Columns of the two-dimensional array.") @Range(min = 1, max = 4096)
        int columns,

        @Doc("How attention is computed: binding (FuseMax), architecture, cascade, flat or unfused.")
        @Default("binding")
        Cascade cascade,

        @Doc("On-chip buffer in MiB.") @Range(min = 1, max = 4096)
        int bufferMiB,

        @Doc("Bandwidth of its off-chip memory in GiB a second, a bound beside that of the run's memory; 0: none.")
        @Range(min = 0, max = 1e6)
        @Default("0")
        double memoryGiBPerSecond,

        @Doc("The clock in MHz.") @Range(min = 0.001, max = 100000)
        double clockMHz)
        implements Machine<AttentionRun> {
    private static final int WORD_BITS = 16;
    /** Operations of an exponential on a PE: six multiply-adds, an addition. */
    private static final int EXPONENTIAL_MACS = 6;

    /** A maximum, the exponential, and the sum of the denominator. */
    private static final int SOFTMAX = 1 + EXPONENTIAL_MACS + 1 + 1;
    /** Operations a score of a softmax on the one-dimensional array. */
    private static final int LINE_SOFTMAX = 4;

    private static final int TRANSFERS = 4096;

    public FuseMax {
        Check.ranges(FuseMax.class, rows, columns, cascade, bufferMiB, memoryGiBPerSecond, clockMHz);
    }

    /** What a layer takes, in closed form, with no memory but the design's own. */
    public AttentionCost cost(AttentionShape shape) {
        int width = shape.width();
        double scores = (double) shape.scores() / ((double) rows * columns);
        double square = 2.0 * width * scores;
        double softmax = SOFTMAX * scores;
        // A score's share of one tile's row of corrections and of the division at the end, spread over the lanes.
        double division = (double) rows * width / shape.keys() * scores;
        double line = (2.0 * width + SOFTMAX + 1) * scores + division;
        double traffic = WORD_BITS * words(shape);
        return switch (cascade) {
            case BINDING -> cost(square + softmax, line, Math.max(square + softmax, line), traffic);
            case ARCHITECTURE -> {
                // Each tile's steps fill and drain the array: a wavefront over its rows and one over the head's width.
                double array = square + softmax + (rows + width + 1.0) * scores;
                yield cost(square + softmax, line, Math.max(array, line), traffic);
            }
            case CASCADE -> {
                double alone = (LINE_SOFTMAX * (double) rows + 2.0 * width + 5) * scores + division;
                yield cost(square, alone, Math.max(square, alone), traffic);
            }
            case FLAT -> {
                double alone = LINE_SOFTMAX * (double) rows * scores;
                yield cost(square, alone, Math.max(square, alone), traffic);
            }
            case UNFUSED -> unfused(shape, scores, square, traffic);
        };
    }

    private AttentionCost cost(double square, double line, double array, double traffic) {
        return new AttentionCost(square, line, array, Math.max(array, memoryCycles(traffic)), traffic);
    }

    /** Three steps, each as long as its own work or its own traffic. */
    private AttentionCost unfused(AttentionShape shape, double scores, double square, double traffic) {
        double softmax = LINE_SOFTMAX * (double) rows * scores;
        double scoreBits = 2.0 * WORD_BITS * shape.scores();
        double ofProduct = (traffic - scoreBits) / 2;
        double product = Math.max(square / 2, memoryCycles(ofProduct));
        return new AttentionCost(
                square, softmax, square + softmax, 2 * product + Math.max(softmax, memoryCycles(scoreBits)), traffic);
    }

    private double memoryCycles(double bits) {
        return memoryGiBPerSecond == 0 ? 0 : bits / (memoryGiBPerSecond * 8 * (1L << 30)) * clockMHz * 1e6;
    }

    /**
     * Words that cross the off-chip interface: queries and outputs once; keys and values once for as many queries as stay on
     * chip; scores where they do not.
     */
    private double words(AttentionShape shape) {
        double heads = (double) shape.batch() * shape.heads();
        double queries = heads * shape.queries() * shape.width();
        double keys = heads * shape.keys() * shape.width();
        long buffer = bufferMiB * (1L << 23) / WORD_BITS;
        double scores = shape.scores();
        return switch (cascade) {
            case BINDING, ARCHITECTURE -> {
                // Queries and outputs of a pass, each twice, fill the buffer.
                double passes = ceil((double) shape.queries() * shape.width(), buffer / 4.0);
                yield 2 * queries + 2 * keys * passes;
            }
            case CASCADE -> 2 * queries + 2 * keys * ceil(shape.queries(), buffer / 1024.0);
            case FLAT -> {
                boolean spills = shape.keys() > 1 << 17;
                double passes = ceil(shape.queries(), spills ? 4.0 * rows : rows);
                yield 2 * queries + 2 * keys * passes + (spills ? 4 * scores : 0);
            }
            case UNFUSED -> {
                boolean fits = (double) shape.keys() * shape.width() <= buffer;
                yield 2 * queries + 2 * keys * (fits ? 1 : ceil(shape.width(), 8)) + 4 * scores;
            }
        };
    }

    private static double ceil(double all, double part) {
        return Math.ceil(all / part);
    }

    @Override
    public Class<AttentionRun> workloadType() {
        return AttentionRun.class;
    }

    @Override
    public double peakMacsPerCycle() {
        return (double) rows * columns;
    }

    @Override
    public Map<Action, Long> inventory() {
        long pes = (long) rows * columns;
        return new TreeMap<>(Map.of(
                new Action("mul.float", WORD_BITS),
                pes + rows,
                new Action("add.float", WORD_BITS),
                pes + rows,
                new Action("register.write", WORD_BITS),
                8 * pes,
                new Action("sram.read", 64, bufferMiB * 1024),
                1L));
    }

    @Override
    public List<LayerResult> run(AttentionRun workload, Setup setup) {
        if (setup.fidelity() != Fidelity.CLOSED) {
            throw new WorkloadException("fidelity "
                    + setup.fidelity().name().toLowerCase(Locale.ROOT)
                    + " is not offered by fusemax, which is a formula; it has closed");
        }
        var layers = new ArrayList<LayerResult>();
        LayerResult result = layer("attention1", workload.shape(), setup);
        layers.add(result);
        for (int layer = 2; layer <= workload.layers(); layer++) {
            layers.add(new LayerResult(
                    "attention" + layer,
                    result.op(),
                    result.macs(),
                    result.effectiveMacs(),
                    result.cycles(),
                    result.idealCycles(),
                    result.stallCycles(),
                    result.trafficBits(),
                    result.componentActions(),
                    result.energy(),
                    result.values(),
                    result.statistics()));
        }
        return layers;
    }

    private LayerResult layer(String name, AttentionShape shape, Setup setup) {
        AttentionCost cost = cost(shape);
        var ledger = new Ledger();
        long own = (long) Math.ceil(cost.cycles());
        long behind = behind(cost.trafficBits(), setup, ledger);
        long compute = (long) Math.ceil(cost.arrayCycles());
        long total = Math.max(own, behind);
        // Of steps one after another, the shorter of work and traffic is hidden in each, so that work is no more than
        // all.
        compute = Math.min(compute, total);
        charge(ledger, shape);
        long stall = total - compute;
        long bits = (long) cost.trafficBits();
        var traffic =
                new TreeMap<String, Long>(Map.of("dram.read", bits - written(shape), "dram.write", written(shape)));
        var statistics = new TreeMap<String, Double>(Map.of(
                "utilisation2dPercent",
                100 * cost.squareCycles() / total,
                "utilisation1dPercent",
                100 * cost.lineCycles() / total,
                LayerResult.OFF_CHIP_CYCLES,
                (double) behind));
        return new LayerResult(
                name,
                "attention",
                shape.macs(),
                shape.macs(),
                new Cycles(compute, 0, 0, 0, stall),
                (long) Math.ceil(shape.macs() / peakMacsPerCycle()),
                stall == 0 ? Map.of() : Map.of("offChipRead", stall),
                traffic,
                ledger.counts(),
                ledger.price(setup.energy()),
                ValueCheck.proven(0),
                statistics);
    }

    /** Outputs, and scores where they go through memory. */
    private long written(AttentionShape shape) {
        long outputs = (long) shape.batch() * shape.heads() * shape.queries() * shape.width();
        boolean scores = cascade == Cascade.UNFUSED || cascade == Cascade.FLAT && shape.keys() > 1 << 17;
        return WORD_BITS * (outputs + (scores ? 2 * shape.scores() : 0));
    }

    /** Cycles until the run's memory has moved it all. */
    private long behind(double trafficBits, Setup setup, Ledger ledger) {
        var engine = new Engine();
        Clock clock = setup.memory().clock(clockMHz);
        OffChip memory = setup.memory().plug(engine, clock, setup.timelines().of("attention", clock));
        long bits = (long) trafficBits;
        long each = (bits + TRANSFERS - 1) / TRANSFERS;
        for (long from = 0; from < bits; from += each) {
            memory.transfer(OffChip.Direction.READ, from, Math.min(each, bits - from), argument -> {}, 0);
        }
        engine.run();
        memory.charge(ledger);
        return clock.cycles(clock.edge(engine.now()));
    }

    private void charge(Ledger ledger, AttentionShape shape) {
        long scores = shape.scores();
        long macs = shape.macs();
        long queries = (long) shape.batch() * shape.heads() * shape.queries();
        boolean onSquare = cascade == Cascade.BINDING || cascade == Cascade.ARCHITECTURE;
        String softmax = onSquare ? "2d array" : "1d array";
        ledger.count("2d array", new Action("mul.float", WORD_BITS), macs);
        ledger.count("2d array", new Action("add.float", WORD_BITS), macs);
        ledger.count(softmax, new Action("compare", WORD_BITS), scores);
        ledger.count(softmax, new Action("mul.float", WORD_BITS), EXPONENTIAL_MACS * scores);
        ledger.count(softmax, new Action("add.float", WORD_BITS), (EXPONENTIAL_MACS + 2) * scores);
        // A division is billed as the multiply-adds of an exponential: no table prices dividers.
        long divisions = queries * shape.width();
        ledger.count("1d array", new Action("mul.float", WORD_BITS), EXPONENTIAL_MACS * divisions);
        ledger.count("1d array", new Action("add.float", WORD_BITS), EXPONENTIAL_MACS * divisions);
        if (onSquare) {
            long tiles = (shape.keys() + rows - 1L) / rows;
            long corrections = queries * tiles * shape.width();
            ledger.count("1d array", new Action("mul.float", WORD_BITS), corrections);
            ledger.count("1d array", new Action("add.float", WORD_BITS), corrections);
        }
        long words = (long) (words(shape));
        ledger.count("buffer", new Action("sram.write", 64, bufferMiB * 1024), words / 4);
        ledger.count("buffer", new Action("sram.read", 64, bufferMiB * 1024), words / 4);
    }
}
