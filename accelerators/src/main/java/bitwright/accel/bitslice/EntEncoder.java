package bitwright.accel.bitslice;

import bitwright.arith.recoding.EntCode;

/** The EN-T encoder with its two registers: an operand stands coded at the output two edges after it came. */
public final class EntEncoder {
    private final int digits;
    private int input;
    private long output;

    /** @param digits digits of the widest operand, at most 16 */
    public EntEncoder(int digits) {
        this.digits = digits;
    }

    /** One clock edge. */
    public void edge(int operand) {
        output = (input < 0 ? 1L << 2 * digits : 0) | EntCode.codes(input);
        input = operand;
    }

    /** The coded operand: two bits a digit from the lowest on, the sign above them. */
    public long output() {
        return output;
    }
}
