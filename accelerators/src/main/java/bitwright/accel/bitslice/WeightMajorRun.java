package bitwright.accel.bitslice;

import bitwright.arith.recoding.EntCode;
import java.util.Arrays;

/**
 * A column at work on whole dot products, one a PE: bit weights outer, groups of operands inner, so that a sum only ever
 * holds digits of one weight, and is multiplied by it once, outside of the column, an edge after its last addition.
 */
public final class WeightMajorRun {
    private final DigitSerialColumn column;
    private final int operands;
    private final int digits;
    private final int[] encoded;
    private final int[][] others;
    private final int groups;
    private final long[][] parts;
    private final long[] results;
    private int weight;
    private int group;
    private long edges;
    private final long[] issues;
    private long bubbles;
    private long nonZeroDigits;

    /**
     * A run before its first edge.
     *
     * @param encoded the operand that all PEs share
     * @param others {@code [pe][k]}: as long
     * @param operands of a group
     * @param digits of an encoded operand
     * @param sumBits width of the PEs' sums
     */
    public WeightMajorRun(int[] encoded, int[][] others, int operands, int digits, int sumBits) {
        column = new DigitSerialColumn(operands, others.length, sumBits);
        this.operands = operands;
        this.digits = digits;
        this.encoded = encoded;
        this.others = others;
        groups = (encoded.length + operands - 1) / operands;
        issues = new long[digits];
        parts = new long[digits][others.length];
        results = new long[others.length];
    }

    /** The column's registers. */
    public DigitSerialColumn column() {
        return column;
    }

    /** Presents the next group if the column will take one at the next edge; tells whether it does. */
    public boolean presentNext() {
        if (weight == digits || !column.ready()) {
            return false;
        }
        long codes = 0;
        int signs = 0;
        int from = group * operands;
        int count = Math.min(operands, encoded.length - from);
        var ports = new int[others.length][count];
        for (int i = 0; i < count; i++) {
            codes |= (long) EntCode.code(encoded[from + i], weight) << 2 * i;
            signs |= encoded[from + i] < 0 ? 1 << i : 0;
            for (int pe = 0; pe < others.length; pe++) {
                ports[pe][i] = others[pe][from + i];
            }
        }
        column.present(codes, signs, ports, group == 0, group == groups - 1, weight);
        int nonZero = SparseEncoder.nonZero(codes, operands);
        issues[weight] += SparseEncoder.steps(nonZero);
        bubbles += nonZero == 0 ? 1 : 0;
        nonZeroDigits += Integer.bitCount(nonZero);
        group = (group + 1) % groups;
        weight += group == 0 ? 1 : 0;
        return true;
    }

    /** One clock edge of the column. Tells whether there is more to do. */
    public boolean edge() {
        column.edge();
        edges++;
        if (column.partDone()) {
            int of = (int) column.partTag();
            for (int pe = 0; pe < results.length; pe++) {
                parts[of][pe] = column.sum(pe);
                results[pe] += column.sum(pe) << 2 * of;
            }
        }
        return weight < digits || !column.idle();
    }

    /** All edges to the end. */
    public WeightMajorRun finish() {
        do {
            presentNext();
        } while (edge());
        return this;
    }

    /** Edges so far; at the end, the number of the edge after the last addition. */
    public long edges() {
        return edges;
    }

    /** Edges at which a digit or a bubble was issued. */
    public long issues() {
        return Arrays.stream(issues).sum();
    }

    /** Those of one bit weight. */
    public long issues(int ofWeight) {
        return issues[ofWeight];
    }

    public long bubbles() {
        return bubbles;
    }

    public long nonZeroDigits() {
        return nonZeroDigits;
    }

    /** The sum of the digits of one weight in one PE. */
    public long part(int ofWeight, int pe) {
        return parts[ofWeight][pe];
    }

    /** A PE's dot product. */
    public long result(int pe) {
        return results[pe];
    }
}
