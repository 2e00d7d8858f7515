package bitwright.arith.block;

import bitwright.arith.Check;
import bitwright.arith.FloatFormat;
import bitwright.arith.Floats;
import bitwright.arith.IntegerCoding;
import bitwright.arith.IntegerFormat;
import bitwright.arith.LowCodes;
import bitwright.arith.Overflow;
import bitwright.arith.RoundToOdd;
import bitwright.arith.RoundedFormat;
import bitwright.arith.Rounding;
import bitwright.arith.Specials;
import java.util.List;

/**
 * Blocks of elements that share one scale: value = element · scale.
 *
 * <p>Elements are value / scale rounded once and saturating; a scale of zero makes them all zero.
 *
 * @param name the name by which configs and reports know it
 * @param blockSize values a block; {@link #WHOLE_TENSOR} for one scale in all
 * @param element format of the elements
 * @param scale format of the scales
 * @param rule how the scale follows from the largest magnitude
 * @param rounding how elements round
 * @param zeroBlock the scale of a block of zeros
 * @param nonFinite what NaN and infinities do
 * @param tail what happens to an incomplete last block
 */
public record BlockFormat(
        String name,
        int blockSize,
        RoundedFormat element,
        FloatFormat scale,
        ScaleRule rule,
        Rounding rounding,
        ZeroBlock zeroBlock,
        NonFinite nonFinite,
        Tail tail) {
    /** The block size of dynamic fixed point: all values share the scale. */
    public static final int WHOLE_TENSOR = Integer.MAX_VALUE;

    /** MXFP8 with E4M3 elements. */
    public static final BlockFormat MXFP8_E4M3 = mx("mxfp8_e4m3", Floats.E4M3FN);

    /** MXFP8 with E5M2 elements. */
    public static final BlockFormat MXFP8_E5M2 = mx("mxfp8_e5m2", Floats.E5M2);

    /** MXFP6 with E3M2 elements. */
    public static final BlockFormat MXFP6_E3M2 = mx("mxfp6_e3m2", Floats.E3M2FN);

    /** MXFP6 with E2M3 elements. */
    public static final BlockFormat MXFP6_E2M3 = mx("mxfp6_e2m3", Floats.E2M3FN);

    /** MXFP4. */
    public static final BlockFormat MXFP4_E2M1 = mx("mxfp4_e2m1", Floats.E2M1FN);

    /** MXINT8; −2 is never produced. */
    public static final BlockFormat MXINT8 = mx("mxint8", IntegerFormat.MXINT8);

    /** The six concrete formats of OCP MX v1.0 with the specification's scale rule. */
    public static final List<BlockFormat> MX =
            List.of(MXFP8_E4M3, MXFP8_E5M2, MXFP6_E3M2, MXFP6_E2M3, MXFP4_E2M1, MXINT8);

    public BlockFormat {
        Check.between("blockSize", blockSize, 1, WHOLE_TENSOR);
        Check.that(
                scale.mantissaBits() == 0 || rule == ScaleRule.NEAREST || rule == ScaleRule.ROUND_UP,
                "rule " + rule + " makes powers of two: the scale format needs mantissaBits 0",
                scale.name());
        Check.that(
                scale.hasNan() || nonFinite != NonFinite.NAN_BLOCK, "a NaN block needs a scale with NaN", scale.name());
    }

    /** Blocks of 32 with an E8M0 scale, as OCP MX v1.0 section 6.3 and microxcaling have them, for any element. */
    public static BlockFormat mx(String name, RoundedFormat element) {
        return new BlockFormat(
                name,
                32,
                element,
                Floats.E8M0FNU,
                ScaleRule.FLOOR,
                Rounding.NEAREST_EVEN,
                ZeroBlock.SMALLEST_NORMAL,
                NonFinite.NAN_BLOCK,
                Tail.SHORT_BLOCK);
    }

    /** NVFP4 with the block scale alone: E2M1 elements, E4M3 scale amax / 6, blocks of 16. */
    public static BlockFormat nvfp4SingleLevel() {
        return new BlockFormat(
                "nvfp4_single_level",
                16,
                Floats.E2M1FN,
                Floats.E4M3FN,
                ScaleRule.NEAREST,
                Rounding.NEAREST_EVEN,
                ZeroBlock.SMALLEST_SCALE,
                NonFinite.NAN_BLOCK,
                Tail.SHORT_BLOCK);
    }

    /**
     * Classic block floating point: two's complement mantissas below one, with the exponent of the block's largest value.
     *
     * @param mantissaBits mantissa with its sign, 2 to 16
     * @param exponentBits shared exponent, 2 to 8
     */
    public static BlockFormat blockFloatingPoint(int blockSize, int mantissaBits, int exponentBits) {
        Check.between("mantissaBits", mantissaBits, 2, 16);
        Check.between("exponentBits", exponentBits, 2, 8);
        var element = new IntegerFormat(
                "mantissa" + mantissaBits, mantissaBits, IntegerCoding.SYMMETRIC, Math.max(mantissaBits - 2, 0));
        var scale = new FloatFormat(
                "exponent" + exponentBits,
                exponentBits,
                0,
                (1 << (exponentBits - 1)) - 1,
                Specials.TOP_NAN,
                false,
                LowCodes.NORMAL);
        return new BlockFormat(
                "bfp" + mantissaBits + "e" + exponentBits + "_" + (blockSize == WHOLE_TENSOR ? "tensor" : blockSize),
                blockSize,
                element,
                scale,
                ScaleRule.FLOOR,
                Rounding.NEAREST_EVEN,
                ZeroBlock.SMALLEST_SCALE,
                NonFinite.NAN_BLOCK,
                Tail.SHORT_BLOCK);
    }

    /** Dynamic fixed point: integers with one power-of-two scale for all values. */
    public static BlockFormat dynamicFixedPoint(int bits) {
        return blockFloatingPoint(WHOLE_TENSOR, bits, 8);
    }

    /** The same with another scale rule. */
    public BlockFormat with(ScaleRule other) {
        return new BlockFormat(name, blockSize, element, scale, other, rounding, zeroBlock, nonFinite, tail);
    }

    /** The same with another rounding of the elements. */
    public BlockFormat with(Rounding other) {
        return new BlockFormat(name, blockSize, element, scale, rule, other, zeroBlock, nonFinite, tail);
    }

    /** The same with another scale for blocks of zeros. */
    public BlockFormat with(ZeroBlock other) {
        return new BlockFormat(name, blockSize, element, scale, rule, rounding, other, nonFinite, tail);
    }

    /** The same with another treatment of NaN and infinities. */
    public BlockFormat with(NonFinite other) {
        return new BlockFormat(name, blockSize, element, scale, rule, rounding, zeroBlock, other, tail);
    }

    /** The same with another treatment of an incomplete last block. */
    public BlockFormat with(Tail other) {
        return new BlockFormat(name, blockSize, element, scale, rule, rounding, zeroBlock, nonFinite, other);
    }

    /** Bits a value takes on average in a full block, its share of the scale included. */
    public double bitsPerValue() {
        return element.bits() + (blockSize == WHOLE_TENSOR ? 0 : (double) scale.bits() / blockSize);
    }

    /** Blocks that a number of values needs. */
    public int blocks(int values) {
        Check.that(
                tail != Tail.REFUSE || values % blockSize == 0,
                name + ": the number of values must be a multiple of " + blockSize,
                values);
        return values / blockSize + (values % blockSize == 0 ? 0 : 1);
    }

    /** The code of the scale of the values in [from, to). */
    public int scaleCode(float[] values, int from, int to) {
        float amax = 0;
        for (int i = from; i < to; i++) {
            float size = Math.abs(values[i]);
            if (size <= Float.MAX_VALUE) {
                amax = Math.max(amax, size);
            } else if (nonFinite == NonFinite.NAN_BLOCK) {
                return scale.nanCode(false);
            } else if (nonFinite == NonFinite.REFUSE) {
                throw new ArithmeticException(name + ": value " + i + " is " + values[i] + ", not a finite number");
            }
        }
        return amax > 0 ? rule.scaleCode(amax, element, scale) : zeroScaleCode();
    }

    private int zeroScaleCode() {
        return switch (zeroBlock) {
            case SMALLEST_NORMAL -> rule.scaleCode(Float.MIN_NORMAL, element, scale);
            case SMALLEST_SCALE -> 0;
            case ONE -> rule.scaleCode(1, element, scale);
        };
    }

    /** The code of one value under a scale. */
    public int elementCode(float value, int scaleCode) {
        double factor = scale.decode(scaleCode);
        if (Double.isNaN(factor) || factor == 0) {
            return 0;
        }
        return element.encode(RoundToOdd.divide(value, factor), rounding, Overflow.SATURATE);
    }

    /** The value of an element under a scale, exact in a double; NaN when the scale is. */
    public double value(int scaleCode, int elementCode) {
        return scale.decode(scaleCode) * element.decode(elementCode);
    }

    /** Values to codes. */
    public BlockTensor encode(float[] values) {
        int blocks = blocks(values.length);
        int stored = tail == Tail.FILL_WITH_ZEROS ? Math.multiplyExact(blocks, blockSize) : values.length;
        int[] scales = new int[blocks];
        int[] elements = new int[stored];
        for (int block = 0; block < blocks; block++) {
            int from = block * blockSize;
            int to = (int) Math.min((long) from + blockSize, values.length);
            scales[block] = scaleCode(values, from, to);
            for (int i = from; i < to; i++) {
                elements[i] = elementCode(values[i], scales[block]);
            }
            for (int i = to; i < Math.min((long) from + blockSize, stored); i++) {
                elements[i] = elementCode(0, scales[block]);
            }
        }
        return new BlockTensor(this, values.length, scales, elements);
    }
}
