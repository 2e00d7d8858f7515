package bitwright.accel.pe;

import bitwright.accel.pe.Bill.Per;
import bitwright.arith.recoding.BoothCode;
import bitwright.arith.recoding.Recoding;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.sim.trace.Signal;
import java.util.List;

/**
 * Inner-product units that reduce the partial products of all lanes in one compressor tree instead of multiplying lane by
 * lane (arXiv 2503.06342): every activation becomes radix-4 Booth digits, a digit selects −2, −1, 0, 1 or 2 times the weight.
 * Shifted before the tree they are OPT1's; of one bit weight each, shifted once behind the tree, OPT2's, whose trees are
 * narrower and need a shifter a bit weight.
 *
 * <p>Eight registers, seven edges from operand to output: operands, digits, partial products, two of the tree, the sums of
 * the weights, their total, output. The latency is the published design's; what lies between which registers is inferred.
 */
@Doc("Inner-product unit with one compressor tree over the Booth partial products of all lanes (OPT1, OPT2).")
public record CompressorTreePe(
        @Doc("Operand pairs a step.") @Range(min = 1, max = 64)
        int lanes,

        @Doc("Where partial products are shifted to their bit weight: before the tree (OPT1), or behind it, once a bit "
                + "weight (OPT2).")
        @Default("behind-tree")
        Shift shift,

        @Doc("Widest operand in bits; wider ones are composed.") @Range(min = 1, max = 16) @Default("8")
        int operandBits,

        @Doc("Width of the output accumulator in bits.") @Range(min = 2, max = 64) @Default("32")
        int accumulatorBits,

        @Doc("Width of the sum of one bit weight, which wraps; 0: as wide as any sum needs. The published RTL has"
                + " 13 bits for 16 lanes of 8, in which sixteen products of −2 and −128 wrap.")
        @Range(min = 0, max = 64)
        @Default("0")
        int weightSumBits)
        implements LanePe {
    /** Where partial products are shifted. */
    public enum Shift {
        BEFORE_TREE,
        BEHIND_TREE
    }

    private static final Cost ONE_CYCLE = Cost.fixed(1);

    /** Lanes that a first row of compressors takes together. */
    private static final int COMPRESSED = 4;

    public CompressorTreePe {
        Check.ranges(CompressorTreePe.class, lanes, shift, operandBits, accumulatorBits, weightSumBits);
        Check.that(
                weightSumBits == 0 || shift == Shift.BEHIND_TREE,
                "weightSumBits",
                "must be 0 with shift before-tree, where no such sum is, got " + weightSumBits);
    }

    @Override
    public Cost cost(LayerPrecision precision) {
        return ONE_CYCLE;
    }

    private static int digits(LayerPrecision precision) {
        return BoothCode.digits(precision.activationBits(), precision.activationsSigned());
    }

    /** Twice a weight, with its sign. */
    private static int productBits(LayerPrecision precision) {
        return Operands.signedWeightBits(precision) + 1;
    }

    private int laneGrowth() {
        return 32 - Integer.numberOfLeadingZeros(lanes);
    }

    private int sumBits(LayerPrecision precision) {
        return weightSumBits == 0 ? productBits(precision) + laneGrowth() : weightSumBits;
    }

    private int totalBits(LayerPrecision precision) {
        return Math.min(Long.SIZE, productBits(precision) + laneGrowth() + 2 * digits(precision));
    }

    /** A row of full adders is two exclusive ors and a multiplexer a bit; no source prices compressors by themselves. */
    private static void fullAdders(Bill bill, int bits, int rows) {
        bill.pe(Per.STEP, "xor", bits, 2 * rows).pe(Per.STEP, "mux", bits, rows);
    }

    @Override
    public Bill bill(LayerPrecision precision) {
        int digits = digits(precision);
        int product = productBits(precision);
        int total = totalBits(precision);
        var bill = new Bill()
                .lane(Per.STEP, "register.write", precision.weightBits() + precision.activationBits(), 1)
                .lane(Per.STEP, "xor", 3, digits) // the digit's encoder
                .lane(Per.STEP, "register.write", 3, digits)
                .lane(Per.STEP, "mux", product, 2 * digits) // one or two times the weight, or nothing
                .lane(Per.STEP, "xor", product, digits) // its sign
                .lane(Per.STEP, "register.write", product, digits);
        if (shift == Shift.BEHIND_TREE) {
            int sum = sumBits(precision);
            if (lanes > 2) {
                fullAdders(bill, sum, digits * (lanes - 2));
            }
            return bill.pe(Per.STEP, "register.write", sum, 3 * digits) // the pair of a weight, then its sum
                    .pe(Per.STEP, "add.int", sum, digits)
                    .pe(Per.STEP, "add.int", total, Math.max(1, digits - 1))
                    .pe(Per.STEP, "register.write", total, 1)
                    .pe(Per.STEP, "add.int", accumulatorBits, 1)
                    .pe(Per.STEP, "register.write", accumulatorBits, 1);
        }
        if (digits * lanes > 2) {
            fullAdders(bill, total, digits * lanes - 2);
        }
        fullAdders(bill, accumulatorBits, 2); // the pair joins the accumulator's pair
        return bill.pe(Per.STEP, "register.write", total, 2).pe(Per.STEP, "register.write", accumulatorBits, 2);
    }

    @Override
    public Dot dot(int[] weights, int[] activations, Control control, LayerPrecision precision, Bill.Sink actions) {
        Operands.require(weights, activations, lanes, precision);
        long total = 0;
        for (int digit = 0; digit < digits(precision); digit++) {
            long sum = 0;
            for (int lane = 0; lane < weights.length; lane++) {
                sum += (long) BoothCode.digit(activations[lane], digit) * weights[lane];
            }
            total += wrap(sum) << 2 * digit;
        }
        bill(precision).chargeGroup(control, 1, weights.length, actions);
        return new Dot(total, 1);
    }

    private long wrap(long sum) {
        return weightSumBits == 0 ? sum : sum << (Long.SIZE - weightSumBits) >> (Long.SIZE - weightSumBits);
    }

    /** Sums that may wrap on their way have no shorter form than their definition. */
    @Override
    public DotKernel kernel(int[][] filters, LayerPrecision precision) {
        return weightSumBits == 0
                ? new TermKernel(filters, Recoding.BOOTH_RADIX4, null, precision)
                : new GroupwiseKernel(this, filters, precision);
    }

    @Override
    public Datapath datapath(LayerPrecision precision) {
        return new Registers(precision);
    }

    @Override
    public int drainCycles() {
        return 7;
    }

    @Override
    public int weightLoadCycles() {
        return 0;
    }

    @Override
    public double peakMacsPerCycle() {
        return lanes * (operandBits / 16.0) * (operandBits / 16.0);
    }

    /** What every register of the pipeline holds; a stage without a step holds what it did. */
    private final class Registers implements Datapath {
        private static final int STAGES = 8;

        private final LayerPrecision precision;
        private final int digits;
        private final boolean[] valid = new boolean[STAGES];
        private final long[] tags = new long[STAGES];
        private int[] nextWeights;
        private int[] nextActivations;
        private long nextTag;
        private int[] weights = {};
        private int[] activations = {};
        private final int[][] lanesDigits;
        private int[] codedWeights = {};
        private final long[][] products;
        private final long[][] quarters;
        private final long[][] halves;
        private final long[] weightSums;
        private long total;
        private long output;

        Registers(LayerPrecision precision) {
            this.precision = precision;
            digits = digits(precision);
            lanesDigits = new int[digits][lanes];
            products = new long[digits][lanes];
            quarters = new long[digits][(lanes + COMPRESSED - 1) / COMPRESSED];
            halves = new long[digits][2];
            weightSums = new long[digits];
        }

        @Override
        public boolean ready() {
            return nextWeights == null;
        }

        @Override
        public void start(int[] newWeights, int[] newActivations, Control control, long newTag) {
            if (!ready()) {
                throw new IllegalStateException("the operands of step " + nextTag + " are still in use");
            }
            nextWeights = newWeights;
            nextActivations = newActivations;
            nextTag = newTag;
        }

        @Override
        public void tick() {
            output = total;
            total = 0;
            for (int digit = 0; digit < digits; digit++) {
                total += weightSums[digit] << 2 * digit;
                weightSums[digit] = wrap(halves[digit][0] + halves[digit][1]);
                halves[digit][0] = every(quarters[digit], 0, 2);
                halves[digit][1] = every(quarters[digit], 1, 2);
                for (int quarter = 0; quarter < quarters[digit].length; quarter++) {
                    quarters[digit][quarter] = every(products[digit], quarter, quarters[digit].length);
                }
                for (int lane = 0; lane < lanes; lane++) {
                    boolean works = lane < codedWeights.length;
                    products[digit][lane] = works ? (long) lanesDigits[digit][lane] * codedWeights[lane] : 0;
                    lanesDigits[digit][lane] =
                            lane < activations.length ? BoothCode.digit(activations[lane], digit) : 0;
                }
            }
            codedWeights = weights;
            for (int stage = STAGES - 1; stage > 0; stage--) {
                valid[stage] = valid[stage - 1];
                tags[stage] = tags[stage - 1];
            }
            valid[0] = nextWeights != null;
            if (valid[0]) {
                weights = nextWeights;
                activations = nextActivations;
                tags[0] = nextTag;
                nextWeights = null;
            }
        }

        private static long every(long[] words, int from, int distance) {
            long sum = 0;
            for (int i = from; i < words.length; i += distance) {
                sum += words[i];
            }
            return sum;
        }

        @Override
        public boolean hasOutput() {
            return valid[STAGES - 1];
        }

        @Override
        public long output() {
            return output;
        }

        @Override
        public long outputTag() {
            return tags[STAGES - 1];
        }

        @Override
        public boolean idle() {
            if (nextWeights != null) {
                return false;
            }
            for (int stage = 0; stage < STAGES - 1; stage++) {
                if (valid[stage]) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public List<Signal> registers() {
            var signals = new java.util.ArrayList<Signal>();
            signals.add(Signal.flag("total_valid", () -> valid[STAGES - 2]));
            signals.add(
                    Signal.signed("total", totalBits(precision), () -> total).when(() -> valid[STAGES - 2]));
            signals.add(Signal.flag("sums_valid", () -> valid[STAGES - 3]));
            for (int digit = 0; digit < digits; digit++) {
                int of = digit;
                signals.add(Signal.signed("sum_" + of, sumBits(precision), () -> weightSums[of])
                        .when(() -> valid[STAGES - 3]));
            }
            return signals;
        }
    }
}
