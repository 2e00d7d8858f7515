package bitwright.accel.pe;

import bitwright.accel.pe.Bill.Per;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;

/**
 * The shift-and-add unit of ShiftAddLLM (arXiv 2406.05981): weights are sums of ±1 planes times powers of two; activations
 * come in groups, of each group all sums with signs stand in a table, and a plane of weights looks its sum up, shifts it by the
 * plane's power of two and adds it. One plane a cycle.
 *
 * <p>Here planes are the bits of the weights, worth 2^i: the bipolar code 2w + 1 of a two's complement weight (2w − (2ⁿ − 1)
 * of a plain one) has them, and Σ a·w = (Σ a·W + o Σ a) / 2. Powers of two of their own for each column or group, as
 * post-training finds them, need float activations and are not modelled. A table has 2^(group − 1) entries, the others being
 * their negatives, each made of another by one addition; it serves all filters that share the group.
 */
@Doc("Shift-and-add unit with look-up tables of activation sums (ShiftAddLLM): a plane of weights a cycle, no"
        + " multiplier.")
public record LookUpPe(
        @Doc("Activations that share a table.") @Range(min = 2, max = 12) @Default("8")
        int group,

        @Doc("Tables of a step, side by side; lanes are groups times these.") @Range(min = 1, max = 64) @Default("2")
        int tables,

        @Doc("Filters that share a table, among which its making is divided.")
        @Range(min = 1, max = 4096)
        @Default("16")
        int filtersATable,

        @Doc("Widest operand in bits; wider ones are composed.") @Range(min = 1, max = 16) @Default("8")
        int operandBits,

        @Doc("Width of the output accumulator in bits.") @Range(min = 2, max = 64) @Default("32")
        int accumulatorBits)
        implements LanePe {
    public LookUpPe {
        Check.ranges(LookUpPe.class, group, tables, filtersATable, operandBits, accumulatorBits);
    }

    @Override
    public int lanes() {
        return group * tables;
    }

    @Override
    public Cost cost(LayerPrecision precision) {
        return Cost.fixed(precision.weightBits());
    }

    private int entries() {
        return 1 << group - 1;
    }

    /** Bits of a table's entries. */
    private int entryBits(LayerPrecision precision) {
        return precision.activationBits()
                + (precision.activationsSigned() ? 0 : 1)
                + 32
                - Integer.numberOfLeadingZeros(group - 1);
    }

    /** A look-up reads one of the entries' registers: a multiplexer of as many inputs, and a sign. */
    @Override
    public Bill bill(LayerPrecision precision) {
        int bits = entryBits(precision);
        int share = (entries() + filtersATable - 1) / filtersATable;
        return new Bill()
                .pe(Per.STEP, "add.int", bits, tables * share)
                .pe(Per.STEP, "register.write", bits, tables * share)
                .pe(Per.CYCLE, "mux", bits, tables * (group - 1)) // a path of two-way multiplexers
                .pe(Per.CYCLE, "xor", bits, tables)
                .lane(Per.CYCLE, "register.write", 1, 1) // the weight's bit
                .pe(Per.CYCLE, "shift", accumulatorBits, tables)
                .pe(Per.CYCLE, "add.int", accumulatorBits, tables)
                .pe(Per.CYCLE, "register.write", accumulatorBits, 1)
                .pe(Per.STEP, "add.int", accumulatorBits, 1); // o Σ a
    }

    @Override
    public Dot dot(int[] weights, int[] activations, Control control, LayerPrecision precision, Bill.Sink actions) {
        Operands.require(weights, activations, lanes(), precision);
        int p = precision.weightBits();
        long twice = 0;
        for (int from = 0; from < weights.length; from += group) {
            int count = Math.min(group, weights.length - from);
            long[] table = table(activations, from, count);
            for (int bit = 0; bit < p; bit++) {
                int index = 0;
                for (int lane = 0; lane < count; lane++) {
                    int set = weights[from + lane] >> Math.min(bit, 31) & 1;
                    index |= (precision.weightsSigned() && bit == p - 1 ? 1 - set : set) << lane;
                }
                twice += table[index] << bit;
            }
            long offset = precision.weightsSigned() ? -1 : (1L << p) - 1;
            twice += offset * table[(1 << count) - 1];
        }
        bill(precision).chargeGroup(control, p, weights.length, actions);
        return new Dot(twice >> 1, p); // exact: even
    }

    /** The sums of a group with all signs, the sign of lane i being bit i of the index. */
    private static long[] table(int[] activations, int from, int count) {
        var table = new long[1 << count];
        for (int lane = 0; lane < count; lane++) {
            table[0] -= activations[from + lane];
        }
        for (int index = 1; index < table.length; index++) {
            int lowest = Integer.numberOfTrailingZeros(index);
            table[index] = table[index & index - 1] + 2L * activations[from + lowest];
        }
        return table;
    }

    @Override
    public int weightStorageBits(LayerPrecision precision) {
        return precision.weightBits();
    }
}
