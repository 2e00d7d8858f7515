package bitwright.accel.systolic;

import bitwright.accel.number.IntegerCodes;
import bitwright.accel.number.OperandFormat;
import bitwright.workload.Encoding;
import bitwright.workload.IntegerFormat;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.WorkloadException;
import bitwright.workload.reference.Reference;
import java.io.IOException;

/**
 * How one operand of a layer enters PEs of a format.
 *
 * <ul>
 *   <li>A PE of two integer operands takes {@code code − zeroPoint} where that fits its width; else the stored codes where those fit, and
 *       the sums are corrected afterwards by constants, as gemmlowp does; else pieces of its width, one fold each.
 *   <li>Any other PE takes {@code code − zeroPoint}, scaled by a power of two so that the declared precision fits the
 *       format's range, and rounded to it. Blocks lie along the channels of one position and choose their own scales.
 * </ul>
 *
 * @param values hardware values {@code [N,H,W,C]}, {@code [K,kh,kw,C/groups]}, …, what the reference is computed on
 * @param codes what registers hold, of the same shape
 * @param zeroCode the code of a zero
 * @param valueMask the bits of a code that tell a zero; those above are a block's scale
 * @param correction what the sums are corrected by: the zero point, if stored codes enter
 * @param pieces parts that each value is multiplied in
 * @param pieceBits width of a part
 * @param scaleExponent the value of a code is the format's times 2 to this power
 */
record EnteringOperand(
        Tensor values,
        int[] codes,
        int zeroCode,
        int valueMask,
        int correction,
        int pieces,
        int pieceBits,
        int scaleExponent) {

    /**
     * Loads an operand.
     *
     * @param integer whether both of the PE's operands are integers
     */
    static EnteringOperand of(String place, Operand operand, OperandFormat format, boolean integer) {
        Tensor stored;
        try {
            stored = operand.source().load();
        } catch (IOException e) {
            throw new WorkloadException(place + " cannot be read: " + e.getMessage(), e);
        }
        Encoding encoding = operand.encoding();
        Tensor values = Reference.hardwareValues(stored, encoding.zeroPoint());
        requireRange(place, encoding, values.data());
        return integer ? integer(place, encoding, stored, values, format) : encoded(encoding, values, format);
    }

    private static void requireRange(String place, Encoding encoding, int[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!encoding.holds(values[i])) {
                throw new WorkloadException(place + " " + i + " is " + values[i]
                        + (encoding.zeroPoint() == 0 ? "" : " without its zero point") + ", which "
                        + encoding.precisionBits() + (encoding.signed() ? " signed" : " unsigned")
                        + " bits of precision cannot hold");
            }
        }
    }

    private static EnteringOperand integer(
            String place, Encoding encoding, Tensor stored, Tensor values, OperandFormat format) {
        int bits = format.bits();
        int width = encoding.precisionBits();
        boolean enters = !format.isUnsigned() || !encoding.signed();
        if (enters && width <= bits) {
            return new EnteringOperand(values, values.data(), 0, -1, 0, 1, bits, 0);
        }
        var codes = IntegerFormat.of(encoding.format());
        if (codes.bits() <= bits && !(format.isUnsigned() && codes.signed())) {
            int zeroPoint = encoding.zeroPoint();
            return new EnteringOperand(values, stored.data(), zeroPoint, -1, zeroPoint, 1, bits, 0);
        }
        if (!enters) {
            throw new WorkloadException(place + "s of " + encoding.format() + " with the zero point "
                    + encoding.zeroPoint() + " are signed, the PE takes " + format.name());
        }
        return new EnteringOperand(values, values.data(), 0, -1, 0, (width + bits - 1) / bits, bits, 0);
    }

    private static EnteringOperand encoded(Encoding encoding, Tensor values, OperandFormat format) {
        var codes = IntegerCodes.of(format, encoding, values);
        return new EnteringOperand(
                values, codes.codes(), codes.zeroCode(), codes.valueMask(), 0, 1, 0, codes.scaleExponent());
    }

    boolean isZero(int code) {
        return ((code ^ zeroCode) & valueMask) == 0;
    }

    /** One part of the codes in a range, in place: the low parts are unsigned, the highest keeps the sign. */
    void cut(int[] codes, int from, int count, int piece) {
        if (pieces == 1) {
            return;
        }
        int shift = piece * pieceBits;
        int mask = piece == pieces - 1 ? -1 : (1 << pieceBits) - 1;
        for (int i = from; i < from + count; i++) {
            codes[i] = codes[i] >> shift & mask;
        }
    }
}
