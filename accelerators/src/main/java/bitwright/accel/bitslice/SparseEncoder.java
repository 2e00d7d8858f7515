package bitwright.accel.bitslice;

import bitwright.arith.recoding.EntCode;
import bitwright.sim.parameter.Check;

/**
 * Walks through the non-zero codes of a group of operands at one bit weight, one a cycle, in ascending order of the
 * operands. A group of zeros takes one cycle all the same, a bubble, in which the position points at the last operand. The
 * next group is accepted right behind.
 */
public final class SparseEncoder {
    private final int operands;
    private long codes;
    private int signs;
    /** Operands with a code that have not had their turn. */
    private int left;

    private int position;
    private int selector;

    /** @param operands of a group, 1 to 16 */
    public SparseEncoder(int operands) {
        Check.that(operands >= 1 && operands <= 16, "operands", "must be between 1 and 16, got " + operands);
        this.operands = operands;
    }

    /** Cycles that a group takes: its non-zero codes, at least one. */
    public static int steps(int nonZero) {
        return Math.max(1, Integer.bitCount(nonZero));
    }

    /** Which operands have a code: bit i for operand i. */
    public static int nonZero(long codes, int operands) {
        int mask = 0;
        for (int operand = 0; operand < operands; operand++) {
            mask |= (codes >>> 2 * operand & 3) == 0 ? 0 : 1 << operand;
        }
        return mask;
    }

    /** Whether the last edge has left nothing of the group, so that the next one may come. */
    public boolean ready() {
        return left == 0;
    }

    /**
     * A clock edge at which a group comes.
     *
     * @param groupCodes two bits an operand
     * @param groupSigns bit i for operand i
     * @throws IllegalStateException unless ready
     */
    public void accept(long groupCodes, int groupSigns) {
        if (!ready()) {
            throw new IllegalStateException("a group of operands is still being encoded");
        }
        select();
        codes = groupCodes;
        signs = groupSigns;
        left = nonZero(codes, operands);
        position = left == 0 ? operands - 1 : Integer.numberOfTrailingZeros(left);
        left &= left - 1;
    }

    /** A clock edge at which none comes: the group goes on, or the position falls back to the first operand. */
    public void edge() {
        select();
        position = left == 0 ? 0 : Integer.numberOfTrailingZeros(left);
        left &= left - 1;
    }

    /** The selector's register follows the position's by an edge. */
    private void select() {
        int code = (int) (codes >>> 2 * position) & 3;
        selector = EntCode.selector(code, (signs >> position & 1) != 0);
    }

    /** Which operand the PEs are to fetch. */
    public int position() {
        return position;
    }

    /** What they multiply it by; meaningless in a bubble, whose operand is zero. */
    public int selector() {
        return selector;
    }
}
