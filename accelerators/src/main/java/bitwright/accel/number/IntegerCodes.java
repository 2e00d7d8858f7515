package bitwright.accel.number;

import bitwright.arith.NumberFormat;
import bitwright.arith.Overflow;
import bitwright.arith.RoundedFormat;
import bitwright.arith.Rounding;
import bitwright.arith.block.BlockFormat;
import bitwright.workload.Encoding;
import bitwright.workload.Tensor;
import java.util.Arrays;

/**
 * Integers as codes of a format that is none of integers: scaled by a power of two so that the declared precision fits the
 * format's range, and rounded to it. Blocks lie along the channels of one position and choose their own scales.
 *
 * @param codes of the tensor's shape
 * @param zeroCode the code of a zero
 * @param valueMask the bits of a code that tell a zero; those above are a block's scale
 * @param scaleExponent the value of a code is the format's times 2 to this power
 */
public record IntegerCodes(int[] codes, int zeroCode, int valueMask, int scaleExponent) {
    /** The codes of hardware values, the last axis being channels. */
    public static IntegerCodes of(OperandFormat format, Encoding encoding, Tensor values) {
        int[] data = values.data();
        if (format.block().isPresent()) {
            int channels = values.extent(values.rank() - 1);
            int[] codes = blocks(data, channels, format.block().get());
            return new IntegerCodes(codes, 0, OperandFormat.ELEMENT_MASK, 0);
        }
        NumberFormat element = format.element();
        int magnitudeBits = encoding.precisionBits() - (encoding.signed() ? 1 : 0);
        int exponent = Math.max(0, magnitudeBits - 1 - Math.getExponent(element.maxFinite()));
        int low = Arrays.stream(data).min().orElse(0);
        int high = Arrays.stream(data).max().orElse(0);
        var table = new int[Math.addExact(Math.subtractExact(high, low), 1)];
        for (int i = 0; i < table.length; i++) {
            double scaled = Math.scalb((double) (low + i), -exponent);
            table[i] = element instanceof RoundedFormat rounded
                    ? rounded.encode(scaled, Rounding.NEAREST_EVEN, Overflow.SATURATE_FINITE)
                    : element.encode(scaled);
        }
        var codes = new int[data.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = table[data[i] - low];
        }
        return new IntegerCodes(codes, element.encode(0), -1, exponent);
    }

    private static int[] blocks(int[] data, int channels, BlockFormat format) {
        var codes = new int[data.length];
        var one = new float[channels];
        for (int start = 0; start < data.length; start += channels) {
            for (int c = 0; c < channels; c++) {
                one[c] = data[start + c];
            }
            var tensor = format.encode(one);
            for (int c = 0; c < channels; c++) {
                codes[start + c] = OperandFormat.code(tensor.elements()[c], tensor.scaleOf(c));
            }
        }
        return codes;
    }

    /** The codes with what they are worth, scales of blocks included. */
    public CodedTensor tensor(OperandFormat format) {
        var values = new double[codes.length];
        NumberFormat element = format.element();
        for (int i = 0; i < codes.length; i++) {
            values[i] = format.block().isPresent()
                    ? format.block().get().value(OperandFormat.scaleCodeOf(codes[i]), OperandFormat.elementOf(codes[i]))
                    : element.decode(codes[i]);
        }
        return new CodedTensor(codes, values, new double[] {1}, zeroCode, 0);
    }
}
