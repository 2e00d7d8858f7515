package bitwright.accel.bitslice;

import bitwright.arith.dot.CarrySaveRegister;
import bitwright.arith.recoding.EntCode;
import java.util.Arrays;

/**
 * PEs that share the digits of one operand (OPT4C; one PE alone is OPT3): a sparse encoder, and for each PE an operand
 * port, a register behind its selector, and a sum in carry-save form.
 *
 * <p>A digit's edges, from the one at which its group or turn comes: the position is known after edge 0, the selector after
 * edge 1, the operand is taken from the port at edge 2, the sums hold it after edge 3.
 */
public final class DigitSerialColumn {
    private static final int BUBBLE = -1;

    /** What is on its way behind the encoder. */
    private record Turn(int operand, int[][] operands, boolean opens, boolean closes, long tag) {
        static final Turn NONE = new Turn(BUBBLE, new int[0][], false, false, 0);
    }

    private final int operands;
    private final SparseEncoder encoder;
    private final CarrySaveRegister[] sums;
    private final long[] addends;
    private Turn group = Turn.NONE;
    private long codes;
    private int signs;
    private boolean arriving;
    /** Turns whose first edge was one, two and three edges ago. */
    private Turn first = Turn.NONE;

    private Turn second = Turn.NONE;
    private Turn third = Turn.NONE;
    private boolean partDone;
    private long partTag;

    /**
     * A column.
     *
     * @param operands of a group, 1 to 16
     * @param pes that share the encoder
     * @param sumBits width of their sums
     */
    public DigitSerialColumn(int operands, int pes, int sumBits) {
        this.operands = operands;
        encoder = new SparseEncoder(operands);
        sums = new CarrySaveRegister[pes];
        Arrays.setAll(sums, pe -> new CarrySaveRegister(sumBits));
        addends = new long[pes];
    }

    /** Whether the next group may come at the next edge. */
    public boolean ready() {
        return encoder.ready() && !arriving;
    }

    /**
     * Presents a group at one bit weight for the next edge.
     *
     * @param groupCodes two bits an operand
     * @param groupSigns bit i for operand i
     * @param ports {@code [pe][operand]}: the other operands; missing ones are zeros
     * @param opens whether new sums begin with it
     * @param closes whether sums are complete with it
     * @param tag is told when they are
     * @throws IllegalStateException unless ready
     */
    public void present(long groupCodes, int groupSigns, int[][] ports, boolean opens, boolean closes, long tag) {
        if (!ready()) {
            throw new IllegalStateException("a group of operands is still being encoded");
        }
        codes = groupCodes;
        signs = groupSigns;
        group = new Turn(BUBBLE, ports, opens, closes, tag);
        arriving = true;
    }

    /** One clock edge. */
    public void edge() {
        accumulate();
        for (int pe = 0; pe < addends.length; pe++) {
            addends[pe] = (long) EntCode.factor(encoder.selector()) * port(pe);
        }
        third = second;
        second = first;
        first = issue();
    }

    private void accumulate() {
        for (int pe = 0; pe < sums.length; pe++) {
            if (third.opens) {
                sums[pe].clear();
            }
            sums[pe].add(addends[pe]);
        }
        partDone = third.closes;
        partTag = third.tag;
    }

    private Turn issue() {
        if (arriving) {
            encoder.accept(codes, signs);
            boolean bubble = SparseEncoder.nonZero(codes, operands) == 0;
            arriving = false;
            return turn(bubble ? BUBBLE : encoder.position(), group.opens);
        }
        boolean goesOn = !encoder.ready();
        encoder.edge();
        return goesOn ? turn(encoder.position(), false) : Turn.NONE;
    }

    private Turn turn(int operand, boolean opens) {
        return new Turn(operand, group.operands, opens, group.closes && encoder.ready(), group.tag);
    }

    /** What stands at a PE's operand port before the next edge. */
    public int port(int pe) {
        boolean zero = second.operand == BUBBLE || second.operand >= second.operands[pe].length;
        return zero ? 0 : second.operands[pe][second.operand];
    }

    /** Whether the next edge begins new sums. */
    public boolean clears() {
        return third.opens;
    }

    /** The encoder's position register. */
    public int position() {
        return encoder.position();
    }

    /** The encoder's selector register. */
    public int selector() {
        return encoder.selector();
    }

    /** A PE's sum and carry, added. */
    public long sum(int pe) {
        return sums[pe].total();
    }

    /** Whether the last edge has completed sums. */
    public boolean partDone() {
        return partDone;
    }

    /** The tag of the group that completed them. */
    public long partTag() {
        return partTag;
    }

    /** Whether nothing is on its way. */
    public boolean idle() {
        return ready() && isNone(first) && isNone(second) && isNone(third);
    }

    private static boolean isNone(Turn turn) {
        return turn == Turn.NONE;
    }
}
