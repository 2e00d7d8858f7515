package bitwright.accel.pe;

import bitwright.accel.pe.Bill.Per;
import bitwright.arith.recoding.Recoding;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.sim.trace.Signal;
import java.util.List;

/**
 * The unit of Bit-Pragmatic (Albericio et al., MICRO 2017, arXiv 1610.06920): activations come as signed powers of two,
 * zeros left out; a weight is shifted by a small first-stage shifter a lane and, after the adder tree, by one common
 * second-stage shifter. All units of a column follow the column's {@link OneffsetSchedule}.
 *
 * <p>Three pipeline stages: first stage with the tree, second stage into the serial accumulator, output accumulator (the
 * split is inferred).
 */
@Doc("Bit-Pragmatic's unit: the activations' set bits, or recoded terms, one a lane and cycle.")
public record PragmaticPe(
        @Doc("Operand pairs a step.") @Range(min = 1, max = 64)
        int lanes,

        @Doc("Control bits of the first-stage shifters; 0 is a single power a cycle, 4 any.")
        @Range(min = 0, max = 5)
        @Default("2")
        int firstStageBits,

        @Doc("How activations become terms: binary, naf, booth-radix4, ent, dnnsim.") @Default("binary")
        Recoding recoding,

        @Doc("Widest operand in bits; wider ones are composed.") @Range(min = 1, max = 16) @Default("16")
        int operandBits,

        @Doc("Width of the output accumulator in bits.") @Range(min = 2, max = 64) @Default("32")
        int accumulatorBits)
        implements LanePe {

    public PragmaticPe {
        Check.ranges(PragmaticPe.class, lanes, firstStageBits, recoding, operandBits, accumulatorBits);
    }

    private OneffsetSchedule schedule(LayerPrecision precision) {
        // No recoding uses a power beyond the magnitude's width.
        return new OneffsetSchedule(recoding, firstStageBits, precision.activationBits());
    }

    @Override
    public Cost cost(LayerPrecision precision) {
        return new Cost.Product(schedule(precision), GroupStat.constant(1));
    }

    @Override
    public Bill bill(LayerPrecision precision) {
        int shiftedBits = shiftedBits(precision);
        int treeBits = treeBits(precision);
        int serialBits = serialBits(precision);
        return new Bill()
                .lane(Per.STEP, "register.write", precision.weightBits(), 1) // the weight
                .lane(Per.CYCLE, "shift", shiftedBits, firstStageBits == 0 ? 0 : 1)
                .tree(Per.CYCLE, lanes, shiftedBits, treeBits)
                .pe(Per.CYCLE, "register.write", treeBits, 1)
                .pe(Per.CYCLE, "shift", serialBits, 1)
                .pe(Per.CYCLE, "add.int", serialBits, 1)
                .pe(Per.CYCLE, "register.write", serialBits, 1)
                .pe(Per.STEP, "add.int", accumulatorBits, 1)
                .pe(Per.STEP, "register.write", accumulatorBits, 1);
    }

    private int shiftedBits(LayerPrecision precision) {
        return Operands.signedWeightBits(precision) + (1 << firstStageBits) - 1;
    }

    private int treeBits(LayerPrecision precision) {
        return shiftedBits(precision) + 32 - Integer.numberOfLeadingZeros(lanes);
    }

    private int serialBits(LayerPrecision precision) {
        return treeBits(precision) + precision.activationBits();
    }

    @Override
    public Dot dot(int[] weights, int[] activations, Control control, LayerPrecision precision, Bill.Sink actions) {
        Operands.require(weights, activations, lanes, precision);
        var terms = new Terms(activations, schedule(precision));
        long sum = 0;
        long tree;
        do {
            tree = terms.next(weights);
            sum += tree << terms.start;
        } while (terms.left());
        bill(precision).chargeGroup(control, control.activationStat(), weights.length, actions);
        return new Dot(sum, control.activationStat());
    }

    /** The terms that a group has left, cycle by cycle. */
    private final class Terms {
        private final long[] powers;
        private final long[] negatives;
        private final OneffsetSchedule schedule;
        private int start;

        Terms(int[] activations, OneffsetSchedule schedule) {
            this.schedule = schedule;
            powers = new long[activations.length];
            negatives = new long[activations.length];
            for (int lane = 0; lane < powers.length; lane++) {
                powers[lane] = recoding.powers(activations[lane]);
                negatives[lane] = recoding.negative(activations[lane]);
            }
        }

        boolean left() {
            for (long ofLane : powers) {
                if (ofLane != 0) {
                    return true;
                }
            }
            return false;
        }

        /** One cycle: the tree's sum, to be shifted by {@link #start}. */
        long next(int[] weights) {
            long[] before = powers.clone();
            start = Math.max(0, schedule.advance(powers));
            long tree = 0;
            for (int lane = 0; lane < powers.length; lane++) {
                long taken = before[lane] ^ powers[lane];
                if (taken != 0) {
                    long shifted = (long) weights[lane] << Long.numberOfTrailingZeros(taken) - start;
                    tree += (negatives[lane] & taken) != 0 ? -shifted : shifted;
                }
            }
            return tree;
        }
    }

    @Override
    public DotKernel kernel(int[][] filters, LayerPrecision precision) {
        return new TermKernel(filters, recoding, null, precision);
    }

    @Override
    public Datapath datapath(LayerPrecision precision) {
        return new Registers(precision);
    }

    @Override
    public Slicing slicing() {
        return Slicing.SIGN_MAGNITUDE;
    }

    @Override
    public int drainCycles() {
        return 2;
    }

    @Override
    public int weightLoadCycles() {
        return 1;
    }

    /** A power, its sign, and whether there is one. */
    @Override
    public int activationWires(LayerPrecision precision) {
        return 32 - Integer.numberOfLeadingZeros(precision.activationBits()) + 2;
    }

    @Override
    public int activationStorageBits(LayerPrecision precision) {
        return Operands.container(precision.activationBits());
    }

    @Override
    public int weightStorageBits(LayerPrecision precision) {
        return Operands.container(precision.weightBits());
    }

    /** Where every bit is set, a unit is as fast as one of Stripes. */
    @Override
    public double peakMacsPerCycle() {
        return lanes * (operandBits / 16.0) / 16.0;
    }

    /** The tree's register with its shift, the serial accumulator, the output. */
    private final class Registers extends PipelinedDatapath {
        private final LayerPrecision precision;
        private int[] weights;
        private Terms terms;
        private int cyclesLeft;
        private boolean treeValid;
        private long tree;
        private int treeShift;
        private boolean treeLast;
        private long treeTag;
        private long serial;
        private boolean serialDone;
        private long serialTag;

        Registers(LayerPrecision precision) {
            this.precision = precision;
        }

        @Override
        public boolean ready() {
            return weights == null;
        }

        @Override
        protected void load(int[] newWeights, int[] newActivations, Control control) {
            weights = newWeights;
            terms = new Terms(newActivations, schedule(precision));
            cyclesLeft = control.activationStat();
        }

        @Override
        public void tick() {
            emit(serialDone, serial, serialTag);
            if (serialDone) {
                serial = 0;
                serialDone = false;
            }
            if (treeValid) {
                serial += tree << treeShift;
                serialDone = treeLast;
                serialTag = treeTag;
            }
            treeValid = weights != null;
            if (treeValid) {
                tree = terms.next(weights);
                treeShift = terms.start;
                treeTag = tag();
                cyclesLeft--;
                treeLast = cyclesLeft == 0;
                if (treeLast) {
                    weights = null;
                }
            }
        }

        @Override
        public boolean idle() {
            return weights == null && !treeValid && !serialDone;
        }

        @Override
        public List<Signal> registers() {
            return List.of(
                    Signal.unsigned("cycles_left", 6, () -> cyclesLeft),
                    Signal.flag("tree_valid", () -> treeValid),
                    Signal.unsigned("tree_shift", 6, () -> treeShift).when(() -> treeValid),
                    Signal.signed("tree", treeBits(precision), () -> tree).when(() -> treeValid),
                    Signal.flag("serial_done", () -> serialDone),
                    // First-stage shifters that reach beyond the activation make the bill wider than any value.
                    Signal.signed("serial", Math.min(Long.SIZE, serialBits(precision)), () -> serial));
        }
    }
}
