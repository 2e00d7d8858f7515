package bitwright.accel.pe;

import bitwright.accel.pe.Bill.Per;
import bitwright.arith.recoding.Recoding;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.sim.trace.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The unit of Laconic (Sharify et al., ISCA 2019, arXiv 1805.04513): both operands come as signed powers of two; each
 * cycle a lane adds one pair of exponents, a decoder turns the sum into one hot wire, and a histogram counts the lanes'
 * wires with their signs. Buckets that lie a field apart do not overlap, so they are concatenated instead of added; a
 * negative lower field borrows from the one above.
 *
 * <p>Four pipeline stages: exponents, buckets, tree into the step's sum, output accumulator (the split is inferred). The
 * lanes of a PE work side by side, the PE waits for the slowest.
 */
@Doc("Laconic's unit: the terms of both operands, one pair a lane and cycle, counted in a histogram.")
public record LaconicPe(
        @Doc("Operand pairs a step.") @Range(min = 1, max = 64)
        int lanes,

        @Doc("How operands become terms: binary, naf, booth-radix4, ent, dnnsim.") @Default("naf")
        Recoding recoding,

        @Doc("Widest operand in bits; wider ones are composed.") @Range(min = 1, max = 16) @Default("16")
        int operandBits,

        @Doc("Width of the output accumulator in bits.") @Range(min = 2, max = 64) @Default("32")
        int accumulatorBits)
        implements LanePe {

    public LaconicPe {
        Check.ranges(LaconicPe.class, lanes, recoding, operandBits, accumulatorBits);
    }

    /** A product of exponents: where the pair's power lies, and its sign. */
    private static int power(long positiveA, long negativeA, long positiveB, long negativeB, int pair) {
        long a = positiveA | negativeA;
        long b = positiveB | negativeB;
        int termsOfB = Long.bitCount(b);
        long termA = nth(a, pair / termsOfB);
        long termB = nth(b, pair % termsOfB);
        boolean negative = (negativeA & termA) != 0 ^ (negativeB & termB) != 0;
        int exponent = Long.numberOfTrailingZeros(termA) + Long.numberOfTrailingZeros(termB);
        return negative ? ~exponent : exponent;
    }

    private static long nth(long mask, int n) {
        long rest = mask;
        for (int i = 0; i < n; i++) {
            rest &= rest - 1;
        }
        return rest & -rest;
    }

    @Override
    public Cost cost(LayerPrecision precision) {
        return new Cost.LaneProducts(recoding::terms, recoding::terms);
    }

    @Override
    public Bill bill(LayerPrecision precision) {
        int exponentBits = exponentBits(buckets(precision));
        int sumBits = sumBits(buckets(precision));
        return new Bill()
                .lane(Per.CYCLE, "add.int", exponentBits, 1)
                .lane(Per.CYCLE, "register.write", exponentBits + 1, 1) // exponent and sign
                .lane(Per.CYCLE, "and", buckets(precision), 1) // the decoder
                .lane(Per.CYCLE, "add.int", fieldBits(), 1) // its wire's share of the bucket counters
                .pe(Per.CYCLE, "register.write", buckets(precision) * fieldBits(), 1)
                .pe(Per.CYCLE, "add.int", sumBits, fieldBits()) // the tree over the concatenated words
                .pe(Per.CYCLE, "register.write", sumBits, 1)
                .pe(Per.STEP, "add.int", accumulatorBits, 1)
                .pe(Per.STEP, "register.write", accumulatorBits, 1);
    }

    /** Powers that a product of two terms can have. */
    private static int buckets(LayerPrecision precision) {
        return precision.activationBits() + precision.weightBits() + 1;
    }

    /** Bits of a bucket: a count between −lanes and +lanes. */
    private int fieldBits() {
        return 33 - Integer.numberOfLeadingZeros(lanes);
    }

    private static int exponentBits(int buckets) {
        return 32 - Integer.numberOfLeadingZeros(buckets - 1);
    }

    private int sumBits(int buckets) {
        return buckets + fieldBits();
    }

    /** The histogram's value: buckets a field apart are concatenated with borrow, the words are then added. */
    private long reduce(int[] buckets) {
        int field = fieldBits();
        long mask = (1L << field) - 1;
        long sum = 0;
        for (int group = 0; group < field; group++) {
            long word = 0;
            int borrow = 0;
            int place = 0;
            for (int bucket = group; bucket < buckets.length; bucket += field) {
                int count = buckets[bucket] + borrow;
                word |= (count & mask) << place;
                borrow = count >> 31;
                place += field;
            }
            // What the highest field lacks is the word's sign.
            if (place < Long.SIZE) {
                word |= (long) borrow << place;
            }
            sum += word << group;
        }
        return sum;
    }

    @Override
    public Dot dot(int[] weights, int[] activations, Control control, LayerPrecision precision, Bill.Sink actions) {
        Operands.require(weights, activations, lanes, precision);
        var pairs = new Pairs(weights, activations);
        var buckets = new int[buckets(precision)];
        long sum = 0;
        long lanePairs = 0;
        for (int cycle = 0; cycle < pairs.cycles; cycle++) {
            lanePairs += pairs.count(cycle, buckets);
            sum += reduce(buckets);
        }
        bill(precision).charge(new Work(1, pairs.cycles, 0, 0), new Work(weights.length, lanePairs, 0, 0), actions);
        return new Dot(sum, pairs.cycles);
    }

    /** The pairs of terms of a group, lane by lane. */
    private final class Pairs {
        private final long[] positiveA;
        private final long[] negativeA;
        private final long[] positiveW;
        private final long[] negativeW;
        private final int[] ofLane;
        private final int cycles;

        Pairs(int[] weights, int[] activations) {
            positiveA = new long[weights.length];
            negativeA = new long[weights.length];
            positiveW = new long[weights.length];
            negativeW = new long[weights.length];
            ofLane = new int[weights.length];
            int slowest = 1;
            for (int lane = 0; lane < weights.length; lane++) {
                positiveA[lane] = recoding.positive(activations[lane]);
                negativeA[lane] = recoding.negative(activations[lane]);
                positiveW[lane] = recoding.positive(weights[lane]);
                negativeW[lane] = recoding.negative(weights[lane]);
                ofLane[lane] = recoding.terms(activations[lane]) * recoding.terms(weights[lane]);
                slowest = Math.max(slowest, ofLane[lane]);
            }
            cycles = slowest;
        }

        /** A lane's exponent in a cycle, inverted where it is negative; the least integer for a lane that is done. */
        int exponent(int lane, int cycle) {
            return cycle < ofLane[lane]
                    ? power(positiveA[lane], negativeA[lane], positiveW[lane], negativeW[lane], cycle)
                    : Integer.MIN_VALUE;
        }

        /** Fills the buckets with a cycle's wires and returns how many lanes had one. */
        int count(int cycle, int[] buckets) {
            java.util.Arrays.fill(buckets, 0);
            int busy = 0;
            for (int lane = 0; lane < ofLane.length; lane++) {
                busy += countExponent(exponent(lane, cycle), buckets);
            }
            return busy;
        }
    }

    private static int countExponent(int exponent, int[] buckets) {
        if (exponent == Integer.MIN_VALUE) {
            return 0;
        }
        buckets[exponent < 0 ? ~exponent : exponent] += exponent < 0 ? -1 : 1;
        return 1;
    }

    @Override
    public DotKernel kernel(int[][] filters, LayerPrecision precision) {
        return new TermKernel(filters, recoding, recoding, precision);
    }

    @Override
    public Datapath datapath(LayerPrecision precision) {
        return new Registers(buckets(precision));
    }

    @Override
    public Slicing slicing() {
        return Slicing.SIGN_MAGNITUDE;
    }

    @Override
    public int drainCycles() {
        return 3;
    }

    @Override
    public int weightLoadCycles() {
        return 1;
    }

    @Override
    public int activationStorageBits(LayerPrecision precision) {
        return Operands.container(precision.activationBits());
    }

    @Override
    public int weightStorageBits(LayerPrecision precision) {
        return Operands.container(precision.weightBits());
    }

    /** Where every 16-bit operand has as many terms as its recoding allows. */
    @Override
    public double peakMacsPerCycle() {
        int most = 0;
        for (int value = -(1 << 15); value < 1 << 15; value++) {
            most = Math.max(most, recoding.terms(value));
        }
        return (double) lanes / (most * most);
    }

    /** Exponent registers of the lanes, buckets, the step's sum, the output. */
    private final class Registers extends PipelinedDatapath {
        private final int[] exponents = new int[lanes];
        private final int[] buckets;
        private Pairs pairs;
        private int cycle;
        private boolean exponentsValid;
        private boolean exponentsLast;
        private long exponentsTag;
        private boolean bucketsValid;
        private boolean bucketsLast;
        private long bucketsTag;
        private long sum;
        private boolean sumDone;
        private long sumTag;

        Registers(int buckets) {
            this.buckets = new int[buckets];
        }

        @Override
        public boolean ready() {
            return pairs == null;
        }

        @Override
        protected void load(int[] weights, int[] activations, Control control) {
            pairs = new Pairs(weights, activations);
            cycle = 0;
        }

        @Override
        public void tick() {
            emit(sumDone, sum, sumTag);
            if (sumDone) {
                sum = 0;
                sumDone = false;
            }
            if (bucketsValid) {
                sum += reduce(buckets);
                sumDone = bucketsLast;
                sumTag = bucketsTag;
            }
            bucketsValid = exponentsValid;
            if (exponentsValid) {
                java.util.Arrays.fill(buckets, 0);
                for (int exponent : exponents) {
                    countExponent(exponent, buckets);
                }
                bucketsLast = exponentsLast;
                bucketsTag = exponentsTag;
            }
            exponentsValid = pairs != null;
            if (exponentsValid) {
                for (int lane = 0; lane < lanes; lane++) {
                    exponents[lane] = lane < pairs.ofLane.length ? pairs.exponent(lane, cycle) : Integer.MIN_VALUE;
                }
                exponentsTag = tag();
                cycle++;
                exponentsLast = cycle == pairs.cycles;
                if (exponentsLast) {
                    pairs = null;
                }
            }
        }

        @Override
        public boolean idle() {
            return pairs == null && !exponentsValid && !bucketsValid && !sumDone;
        }

        @Override
        public List<Signal> registers() {
            var signals = new ArrayList<Signal>();
            signals.add(Signal.flag("sum_done", () -> sumDone));
            signals.add(Signal.signed("sum", sumBits(buckets.length), () -> sum));
            signals.add(Signal.flag("buckets_valid", () -> bucketsValid));
            signals.add(Signal.flag("exponents_valid", () -> exponentsValid));
            for (int lane = 0; lane < lanes; lane++) {
                int of = lane;
                BooleanSupplier busy = () -> exponentsValid && exponents[of] != Integer.MIN_VALUE;
                signals.add(
                        Signal.flag("negative_" + lane, () -> exponents[of] < 0).when(busy));
                signals.add(Signal.unsigned(
                                "exponent_" + lane,
                                exponentBits(buckets.length),
                                () -> exponents[of] < 0 ? ~exponents[of] : exponents[of])
                        .when(busy));
            }
            for (int bucket = 0; bucket < buckets.length; bucket++) {
                int of = bucket;
                signals.add(Signal.signed("bucket_" + bucket, fieldBits(), () -> buckets[of])
                        .when(() -> bucketsValid));
            }
            return signals;
        }
    }
}
