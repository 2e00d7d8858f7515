package bitwright.accel.mixed;

import java.util.List;
import java.util.Set;

/**
 * The costing of the public simulator of MixPE (yuzhang712/mixpe_simulator 7e0d42c, after DnnWeaver 2 and BitFusion): a
 * formula, no events. Output positions lie across the rows, filters across the columns, a product a cycle; an interface of
 * 1,024 bits a cycle; halves of the buffers are filled while the others are used.
 *
 * <p>How the time of transfers and the traffic follow from a nest is inferred: it gives every figure of the golden rows. An
 * operand's buffer keeps, from the innermost loop outwards, as many tiles as its half holds. Sums of an output that come
 * back from off chip are not counted, and every multiplier reads both of its operands from the buffers every cycle, both
 * as there.
 */
public final class PaperCosting {
    static final int INTERFACE_BITS = 1024;
    static final int OUTPUT_BITS = 16;
    static final int WEIGHT_KIB = 128;
    static final int ACTIVATION_KIB = 256;
    static final int OUTPUT_KIB = 128;
    static final double CLOCK_MHZ = 500;

    private static final double STATIC_NJ_PER_CYCLE = 484.615 / CLOCK_MHZ;
    private static final double DRAM_READ_NJ = 0.644304 / 1024;
    private static final double DRAM_WRITE_NJ = 0.784104 / 1024;
    /** CACTI at 28 nm, 32 banks, nJ a bit: its own figures for the buffers above. */
    private static final double WEIGHT_READ_NJ = 3.299296875e-05;

    private static final double WEIGHT_WRITE_NJ = 3.9730859375e-05;
    private static final double ACTIVATION_READ_NJ = 3.47046875e-05;
    private static final double ACTIVATION_WRITE_NJ = 4.8606640625e-05;
    private static final double OUTPUT_READ_NJ = 9.21703125e-06;
    private static final double OUTPUT_WRITE_NJ = 1.299765625e-05;

    private static final Set<Loop> OF_WEIGHTS = Set.of(Loop.INPUT_CHANNELS, Loop.OUTPUT_CHANNELS);
    private static final Set<Loop> OF_ACTIVATIONS =
            Set.of(Loop.BATCH, Loop.OUTPUT_WIDTH, Loop.OUTPUT_HEIGHT, Loop.INPUT_CHANNELS);
    private static final Set<Loop> OF_OUTPUTS =
            Set.of(Loop.BATCH, Loop.OUTPUT_WIDTH, Loop.OUTPUT_HEIGHT, Loop.OUTPUT_CHANNELS);

    private final int rows;
    private final int columns;
    private final int maxBits;
    private final int minBits;
    private final PaperPower power;

    PaperCosting(int rows, int columns, int maxBits, int minBits, PaperPower power) {
        this.rows = rows;
        this.columns = columns;
        this.maxBits = maxBits;
        this.minBits = minBits;
        this.power = power;
    }

    /** What stays in a buffer, and how often it is filled. */
    private record Resident(long bits, long loads) {
        static Resident of(Problem problem, Nest nest, Set<Loop> own, long tileBits, long halfBits) {
            List<Loop> order = nest.order();
            long bits = tileBits;
            int outer = order.size();
            while (outer > 0) {
                Loop loop = order.get(outer - 1);
                if (own.contains(loop)) {
                    long more = bits * nest.count(loop, problem);
                    if (more > halfBits) {
                        break;
                    }
                    bits = more;
                }
                outer--;
            }
            long loads = 1;
            for (Loop loop : order.subList(0, outer)) {
                loads *= nest.count(loop, problem);
            }
            return new Resident(bits, loads);
        }

        long transferred() {
            return bits * loads;
        }
    }

    private static long padded(long extent, int multiple) {
        return (extent + multiple - 1) / multiple * multiple;
    }

    private int fused(int bits) {
        return FusedPe.factor(maxBits, minBits, bits);
    }

    private long weightTile(Problem problem, Nest nest) {
        long depth =
                padded((long) nest.tile(Loop.INPUT_CHANNELS) * problem.taps(), rows * fused(problem.activationBits()));
        return depth * nest.tile(Loop.OUTPUT_CHANNELS) * problem.weightBits();
    }

    /** The input that a tile's windows meet; its depth is filled up to whole columns of the array, as there. */
    private long activationTile(Problem problem, Nest nest) {
        long depth =
                padded((long) nest.tile(Loop.INPUT_CHANNELS) * problem.taps(), columns * fused(problem.weightBits()));
        long width = (long) (nest.tile(Loop.OUTPUT_WIDTH) - 1) * problem.stride() + problem.kernel();
        long height = (long) (nest.tile(Loop.OUTPUT_HEIGHT) - 1) * problem.stride() + problem.kernel();
        return depth * nest.tile(Loop.BATCH) * width * height * problem.activationBits() / problem.taps();
    }

    private static long windows(Nest nest) {
        return (long) nest.tile(Loop.BATCH) * nest.tile(Loop.OUTPUT_WIDTH) * nest.tile(Loop.OUTPUT_HEIGHT);
    }

    private static long outputTile(Nest nest) {
        return windows(nest) * nest.tile(Loop.OUTPUT_CHANNELS) * OUTPUT_BITS;
    }

    private static long half(int kib) {
        return kib * 8192L / 2;
    }

    /** Outputs have a bank a column; its size is that of one of 32. */
    private long outputHalf() {
        return half(OUTPUT_KIB) * columns / 32;
    }

    /** Whether a nest's tiles fit: operands their halves, outputs their buffer. */
    boolean fits(Problem problem, Nest nest) {
        return weightTile(problem, nest) <= half(WEIGHT_KIB)
                && activationTile(problem, nest) <= half(ACTIVATION_KIB)
                && outputTile(nest) <= 2 * outputHalf();
    }

    private static long steps(Problem problem, Nest nest) {
        long steps = 1;
        for (Loop loop : Loop.values()) {
            steps *= nest.count(loop, problem);
        }
        return steps;
    }

    /** Cycles in which the array multiplies, whatever the order of the loops. */
    long computeCycles(Problem problem, Nest nest) {
        long rowsAtOnce = rows * (long) fused(problem.activationBits());
        long columnsAtOnce = columns * (long) fused(problem.weightBits());
        long rowFolds = (windows(nest) + rowsAtOnce - 1) / rowsAtOnce;
        long columnFolds = (nest.tile(Loop.OUTPUT_CHANNELS) + columnsAtOnce - 1) / columnsAtOnce;
        long products = (long) nest.tile(Loop.INPUT_CHANNELS) * problem.taps();
        return steps(problem, nest) * rowFolds * columnFolds * products;
    }

    /** The cost of a problem under a nest. */
    public PaperCost cost(Problem problem, Nest nest) {
        var weights = Resident.of(problem, nest, OF_WEIGHTS, weightTile(problem, nest), half(WEIGHT_KIB));
        var activations =
                Resident.of(problem, nest, OF_ACTIVATIONS, activationTile(problem, nest), half(ACTIVATION_KIB));
        var outputs = Resident.of(problem, nest, OF_OUTPUTS, outputTile(nest), outputHalf());
        long compute = computeCycles(problem, nest);
        long dramReads = weights.transferred() + activations.transferred();
        long dramWrites = outputs.transferred();
        long fill = cycles(weights.bits) + cycles(activations.bits);
        // An output tile that takes more than its half cannot leave while the next one comes.
        long drain = outputTile(nest) > outputHalf() ? cycles(outputTile(nest)) : 0;
        long total = Math.max(compute + fill + drain, cycles(dramReads + dramWrites));
        long steps = steps(problem, nest);
        long products = (long) nest.tile(Loop.INPUT_CHANNELS) * problem.taps();
        long macs = steps * windows(nest) * nest.tile(Loop.OUTPUT_CHANNELS) * products;
        long outputWrites = steps * outputTile(nest);
        long outputReads = outputWrites + dramWrites;
        long weightReads = macs * problem.weightBits();
        long activationReads = macs * problem.activationBits();
        double pes = (double) rows * columns / (CLOCK_MHZ * 1e6);
        return new PaperCost(
                compute,
                total - compute,
                weightReads,
                weights.transferred(),
                activationReads,
                activations.transferred(),
                outputReads,
                outputWrites,
                dramReads,
                dramWrites,
                STATIC_NJ_PER_CYCLE * total,
                dramReads * DRAM_READ_NJ + dramWrites * DRAM_WRITE_NJ,
                weightReads * WEIGHT_READ_NJ
                        + weights.transferred() * WEIGHT_WRITE_NJ
                        + activationReads * ACTIVATION_READ_NJ
                        + activations.transferred() * ACTIVATION_WRITE_NJ
                        + outputReads * OUTPUT_READ_NJ
                        + outputWrites * OUTPUT_WRITE_NJ,
                pes * (power.leakageNw() * total + power.dynamicNw() * compute));
    }

    private static long cycles(long bits) {
        return (bits + INTERFACE_BITS - 1) / INTERFACE_BITS;
    }
}
