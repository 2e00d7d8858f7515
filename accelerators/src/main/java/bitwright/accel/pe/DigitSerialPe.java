package bitwright.accel.pe;

import bitwright.accel.bitslice.DigitSerialColumn;
import bitwright.accel.bitslice.SparseEncoder;
import bitwright.accel.pe.Bill.Per;
import bitwright.arith.recoding.EntCode;
import bitwright.arith.recoding.Recoding;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.sim.trace.Signal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The bit-slice units OPT3 and OPT4 of arXiv 2503.06342: activations come as EN-T digits, zeros left out. At one bit weight
 * after another, a sparse encoder walks through the non-zero digits of a group of operands; each selects −2, −1, 1 or 2 times
 * its weight into a sum in carry-save form. A group without a digit at a weight costs a bubble.
 *
 * <p>OPT3 has the encoder in every PE; OPT4C shares one along a column, whose PEs then are a multiplexer and an adder;
 * OPT4E has several groups side by side in a PE, each with its encoder, and waits for the slowest at every weight (how its
 * groups wait for one another is inferred).
 *
 * <p>A step is the groups of one PE at all weights: weights inner, groups outer, so that the sum of a weight is shifted and
 * added once a step. The published order, groups inner, takes the same cycles and fewer shifts, but has to come back to every
 * operand ({@link bitwright.accel.bitslice.WeightMajorRun}). The schedule in front of the published RTL is not part of it.
 */
@Doc("Bit-slice unit: the non-zero EN-T digits of its activations, one a cycle and group (OPT3, OPT4C, OPT4E).")
public record DigitSerialPe(
        @Doc("Operand pairs that one sparse encoder walks through.") @Range(min = 1, max = 16) @Default("4")
        int operands,

        @Doc("Groups of operands side by side, each with its encoder; more than one is OPT4E.")
        @Range(min = 1, max = 16)
        @Default("1")
        int groups,

        @Doc("Where the encoders are: pe (OPT3), or column, shared by its PEs (OPT4C, OPT4E).") @Default("column")
        Encoder encoder,

        @Doc("Widest operand in bits; wider ones are composed.") @Range(min = 1, max = 16) @Default("8")
        int operandBits,

        @Doc("Width of the output accumulator in bits.") @Range(min = 2, max = 64) @Default("32")
        int accumulatorBits)
        implements LanePe {
    /** Where the encoders are. */
    public enum Encoder {
        PE,
        COLUMN
    }

    /** Edges from the last digit's turn until its sum has joined the step's: selector, operand, sum, and that. */
    private static final int LATENCY = 4;

    public DigitSerialPe {
        Check.ranges(DigitSerialPe.class, operands, groups, encoder, operandBits, accumulatorBits);
    }

    @Override
    public int lanes() {
        return operands * groups;
    }

    private static int digits(LayerPrecision precision) {
        return EntCode.digits(precision.activationBits(), precision.activationsSigned());
    }

    @Override
    public Cost cost(LayerPrecision precision) {
        return new Cost.Product(new Turns(operands, digits(precision)), GroupStat.constant(1));
    }

    /**
     * Cycles of a step: at every weight those of the group with most non-zero digits, at least one. More lanes never take
     * fewer.
     */
    private record Turns(int operands, int digits) implements GroupStat {
        @Override
        public int summary(int[] values, int from, int count) {
            var busiest = new int[digits];
            Arrays.fill(busiest, 1);
            var turns = new int[digits];
            for (int start = 0; start < count; start += operands) {
                Arrays.fill(turns, 0);
                for (int lane = start; lane < Math.min(count, start + operands); lane++) {
                    long powers = Recoding.ENT.powers(values[from + lane]);
                    for (int digit = 0; digit < digits; digit++) {
                        turns[digit] += (powers >>> 2 * digit & 3) == 0 ? 0 : 1;
                    }
                }
                for (int digit = 0; digit < digits; digit++) {
                    busiest[digit] = Math.max(busiest[digit], turns[digit]);
                }
            }
            return Arrays.stream(busiest).sum();
        }

        @Override
        public boolean growsWithLanes() {
            return true;
        }
    }

    private int addendBits(LayerPrecision precision) {
        return Operands.signedWeightBits(precision) + 1;
    }

    /** Every operand of the PE may have a digit of two. */
    private int partBits(LayerPrecision precision) {
        return addendBits(precision) + 32 - Integer.numberOfLeadingZeros(lanes());
    }

    private int sumBits(LayerPrecision precision) {
        return Math.min(Long.SIZE, partBits(precision) + 2 * digits(precision));
    }

    @Override
    public Bill bill(LayerPrecision precision) {
        int addend = addendBits(precision);
        int part = partBits(precision);
        int digits = digits(precision);
        var bill = new Bill()
                .lane(Per.STEP, "register.write", precision.weightBits(), 1) // the operand queue
                .pe(Per.CYCLE, "mux", precision.weightBits(), Math.max(0, operands - 1) * groups) // the operand port
                .pe(Per.CYCLE, "register.write", precision.weightBits() + 2, groups) // operand and selector
                .pe(Per.CYCLE, "mux", addend, groups) // once or twice
                .pe(Per.CYCLE, "xor", addend, groups) // its sign
                .pe(Per.CYCLE, "xor", part, 2 * groups) // a row of full adders a group
                .pe(Per.CYCLE, "mux", part, groups)
                .pe(Per.CYCLE, "register.write", part, 2) // sum and carry
                .pe(Per.STEP, "add.int", part, digits) // made one word at the end of each weight
                .pe(Per.STEP, "add.int", sumBits(precision), digits)
                .pe(Per.STEP, "register.write", sumBits(precision), digits)
                .pe(Per.STEP, "add.int", accumulatorBits, 1)
                .pe(Per.STEP, "register.write", accumulatorBits, 1);
        if (encoder == Encoder.PE) {
            bill.lane(Per.STEP, "add.int", precision.activationBits(), 1) // the carries of all digits at once
                    .lane(Per.STEP, "register.write", 2 * digits + 1, 1)
                    .pe(Per.CYCLE, "and", operands, 2 * groups) // the lowest of the codes that are left
                    .pe(Per.CYCLE, "register.write", operands + 4, groups); // those left, position and selector
        }
        return bill;
    }

    @Override
    public Dot dot(int[] weights, int[] activations, Control control, LayerPrecision precision, Bill.Sink actions) {
        Operands.require(weights, activations, lanes(), precision);
        long sum = 0;
        for (int digit = 0; digit < digits(precision); digit++) {
            long part = 0;
            for (int lane = 0; lane < weights.length; lane++) {
                part += (long) EntCode.digit(activations[lane], digit) * weights[lane];
            }
            sum += part << 2 * digit;
        }
        bill(precision).chargeGroup(control, control.activationStat(), weights.length, actions);
        return new Dot(sum, control.activationStat());
    }

    @Override
    public DotKernel kernel(int[][] filters, LayerPrecision precision) {
        return new TermKernel(filters, Recoding.ENT, null, precision);
    }

    @Override
    public Datapath datapath(LayerPrecision precision) {
        return new Registers(precision);
    }

    @Override
    public int drainCycles() {
        return LATENCY;
    }

    @Override
    public int weightLoadCycles() {
        return 1;
    }

    /** An operand at the port of a turn: its code and its sign. */
    @Override
    public int activationWires(LayerPrecision precision) {
        return 3;
    }

    /** Where every digit is non-zero. */
    @Override
    public double peakMacsPerCycle() {
        double share = operandBits / 16.0;
        return lanes() * share * share / (operands * EntCode.digits(operandBits, true));
    }

    /** Columns of one PE, a group each, that begin every weight together; behind them the step's sum, which is the output. */
    private final class Registers implements Datapath {
        private static final int NONE = -1;

        private final LayerPrecision precision;
        private final int digits;
        private final DigitSerialColumn[] columns = new DigitSerialColumn[groups];
        /** Which weight's last turn was how many edges ago, and whose step. */
        private final int[] ended = new int[LATENCY];

        private final long[] endedTags = new long[LATENCY];
        private int[] weights;
        private int[] activations;
        private int digit;
        private int spare;
        private int turnsLeft;
        private long tag;
        private long sum;
        private long outputTag;
        private boolean outputValid;

        Registers(LayerPrecision precision) {
            this.precision = precision;
            digits = digits(precision);
            Arrays.setAll(columns, group -> new DigitSerialColumn(operands, 1, partBits(precision)));
            Arrays.fill(ended, NONE);
        }

        @Override
        public boolean ready() {
            return weights == null;
        }

        @Override
        public void start(int[] newWeights, int[] newActivations, Control control, long newTag) {
            if (!ready()) {
                throw new IllegalStateException("the operands of step " + tag + " are still in use");
            }
            weights = newWeights;
            activations = newActivations;
            digit = 0;
            turnsLeft = 0;
            // A neighbour with more digits keeps the PE waiting behind its own last one.
            spare = control.activationStat() - new Turns(operands, digits).of(newActivations);
            tag = newTag;
        }

        /** Presents all groups at the next weight; they wait for the one with most digits. */
        private void present() {
            int most = 1;
            for (int group = 0; group < groups; group++) {
                int from = Math.min(weights.length, group * operands);
                int to = Math.min(weights.length, from + operands);
                long codes = 0;
                int signs = 0;
                for (int lane = from; lane < to; lane++) {
                    codes |= (long) EntCode.code(activations[lane], digit) << 2 * (lane - from);
                    signs |= activations[lane] < 0 ? 1 << lane - from : 0;
                }
                most = Math.max(most, SparseEncoder.steps(SparseEncoder.nonZero(codes, operands)));
                int[][] port = {Arrays.copyOfRange(weights, from, to)};
                columns[group].present(codes, signs, port, true, false, tag);
            }
            turnsLeft = most + (digit == digits - 1 ? spare : 0);
        }

        @Override
        public void tick() {
            join(ended[LATENCY - 1], endedTags[LATENCY - 1]);
            if (weights != null && turnsLeft == 0) {
                present();
            }
            for (DigitSerialColumn column : columns) {
                column.edge();
            }
            System.arraycopy(ended, 0, ended, 1, LATENCY - 1);
            System.arraycopy(endedTags, 0, endedTags, 1, LATENCY - 1);
            ended[0] = NONE;
            if (weights != null && --turnsLeft == 0) {
                ended[0] = digit;
                endedTags[0] = tag;
                digit++;
                if (digit == digits) {
                    weights = null;
                }
            }
        }

        /** The groups' sums of a weight join the step's sum. */
        private void join(int ofDigit, long ofTag) {
            outputValid = ofDigit == digits - 1;
            if (ofDigit == NONE) {
                return;
            }
            long part = 0;
            for (DigitSerialColumn column : columns) {
                part += column.sum(0);
            }
            sum = (ofDigit == 0 ? 0 : sum) + (part << 2 * ofDigit);
            outputTag = ofTag;
        }

        @Override
        public boolean hasOutput() {
            return outputValid;
        }

        @Override
        public long output() {
            return sum;
        }

        @Override
        public long outputTag() {
            return outputTag;
        }

        @Override
        public boolean idle() {
            return weights == null && Arrays.stream(ended).allMatch(of -> of == NONE);
        }

        @Override
        public List<Signal> registers() {
            var signals = new ArrayList<Signal>();
            signals.add(Signal.unsigned("turns_left", 10, () -> turnsLeft));
            signals.add(Signal.signed("sum", sumBits(precision), () -> sum));
            for (int group = 0; group < groups; group++) {
                DigitSerialColumn column = columns[group];
                signals.add(Signal.unsigned("position_" + group, 4, column::position));
                signals.add(Signal.unsigned("selector_" + group, 2, column::selector));
                signals.add(Signal.signed("part_" + group, partBits(precision), () -> column.sum(0)));
            }
            return signals;
        }
    }
}
