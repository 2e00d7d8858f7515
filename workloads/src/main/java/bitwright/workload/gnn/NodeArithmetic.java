package bitwright.workload.gnn;

import bitwright.arith.IntegerCoding;
import bitwright.arith.IntegerFormat;
import bitwright.arith.NumberFormat;
import bitwright.arith.block.BlockFormat;
import bitwright.arith.catalog.Formats;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The precision of a node: the format of its operands and the format of its sums, written {@code OPERANDS} or {@code
 * OPERANDS/SUMS}.
 *
 * <ul>
 *   <li>{@code float32}, {@code bfloat16}, {@code posit16_es1}, …: any format of {@code arith}; sums are rounded to the same
 *       format unless another one is named, as in {@code float16/float32}
 *   <li>{@code int2} to {@code int16}: codes times a power of two that is chosen a layer, sums in a register of 32 bits that
 *       wraps; {@code int8/wrap8} or {@code int8/saturate16} name another register; {@code int8_f6} fixes the power of two of
 *       features and weights at 2^−6
 *   <li>{@code mxfp8_e4m3}, …, {@code nvfp4}: blocks of features with a shared scale; sums are float32 unless
 *       another format of single numbers is named
 *   <li>{@code ample-float32}: AMPLE's own adder and multiplier
 * </ul>
 *
 * @param operands the format of features, weights and scales
 * @param sums the format of products and sums
 */
public record NodeArithmetic(String operands, String sums) {
    /** AMPLE's own floating-point units. */
    public static final String AMPLE = "ample-float32";

    private static final Map<String, BlockFormat> BLOCKS = blocks();

    private static final Pattern REGISTER = Pattern.compile("(int|wrap|saturate)([0-9]{1,2})");
    private static final int MOST_INTEGER_BITS = 16;

    public NodeArithmetic {
        if (operands.equals(AMPLE)) {
            if (!sums.equals(AMPLE)) {
                throw new IllegalArgumentException(AMPLE + " has sums of its own, got '" + sums + "'");
            }
        } else if (BLOCKS.containsKey(operands)) {
            requireSingleNumbers(operands, sums);
        } else if (integer(operands) != null) {
            IntegerFormat format = integer(operands);
            if (format.coding() != IntegerCoding.TWOS_COMPLEMENT
                    || format.bits() < 2
                    || format.bits() > MOST_INTEGER_BITS) {
                throw new IllegalArgumentException(
                        "integers of nodes must be int2 to int" + MOST_INTEGER_BITS + ", got '" + operands + "'");
            }
            Matcher register = REGISTER.matcher(sums);
            int bits = register.matches() ? Integer.parseInt(register.group(2)) : 0;
            if (bits < 2 || bits > Integer.SIZE) {
                throw new IllegalArgumentException("sums of " + operands
                        + " must be int<n>, wrap<n> (the same) or saturate<n> with n from 2 to 32, got '" + sums + "'");
            }
        } else {
            Formats.named(operands);
            requireSingleNumbers(operands, sums);
        }
    }

    private static void requireSingleNumbers(String operands, String sums) {
        if (Formats.named(sums) instanceof IntegerFormat) {
            throw new IllegalArgumentException(
                    "sums of " + operands + " must be of a format that is not an integer's, got '" + sums + "'");
        }
    }

    /** Reads {@code OPERANDS} or {@code OPERANDS/SUMS}. */
    public static NodeArithmetic of(String text) {
        int slash = text.indexOf('/');
        if (slash >= 0) {
            return new NodeArithmetic(text.substring(0, slash), text.substring(slash + 1));
        }
        return new NodeArithmetic(text, usualSums(text));
    }

    private static Map<String, BlockFormat> blocks() {
        var blocks = new TreeMap<String, BlockFormat>();
        BlockFormat.MX.forEach(format -> blocks.put(format.name(), format));
        blocks.put("nvfp4", BlockFormat.nvfp4SingleLevel());
        return blocks;
    }

    private static String usualSums(String operands) {
        return BLOCKS.containsKey(operands) ? "float32" : integer(operands) != null ? "int32" : operands;
    }

    /** The format if it is an integer's, or null. */
    private static IntegerFormat integer(String name) {
        return !name.equals(AMPLE) && !BLOCKS.containsKey(name) && Formats.named(name) instanceof IntegerFormat format
                ? format
                : null;
    }

    /** Bits of a feature in memory and on the way to the node; in blocks, rounded up with its share of the scale. */
    public int featureBits() {
        if (BLOCKS.containsKey(operands)) {
            return (int) Math.ceil(BLOCKS.get(operands).bitsPerValue());
        }
        return operands.equals(AMPLE) ? Float.SIZE : Formats.named(operands).bits();
    }

    /** Bits of a sum. */
    public int sumBits() {
        if (sums.equals(AMPLE)) {
            return Float.SIZE;
        }
        Matcher register = REGISTER.matcher(sums);
        return isInteger() && register.matches()
                ? Integer.parseInt(register.group(2))
                : Formats.named(sums).bits();
    }

    /** Whether operands are integer codes, which need {@link Scales}. */
    public boolean isInteger() {
        return integer(operands) != null;
    }

    /** The exponent of the format itself, where it fixes the one of features and weights. */
    public OptionalInt fixedExponent() {
        IntegerFormat format = integer(operands);
        return format == null || format.fractionBits() == 0
                ? OptionalInt.empty()
                : OptionalInt.of(-format.fractionBits());
    }

    /**
     * The exponents of a layer. Those of features and weights are the smallest that clip nothing but the topmost code; for
     * scales of messages, which reach 1, code 2^(bits − 2) is 1.
     *
     * @param largestFeature largest magnitude of the layer's input
     * @param largestWeight largest magnitude of its weights
     */
    public Scales scales(float largestFeature, float largestWeight) {
        if (!isInteger()) {
            return new Scales(0, 0, 0);
        }
        int bits = featureBits();
        var fixed = fixedExponent();
        return new Scales(
                fixed.orElseGet(() -> Scales.exponent(largestFeature, bits)),
                fixed.orElseGet(() -> Scales.exponent(largestWeight, bits)),
                2 - bits);
    }

    /** What nodes of this precision compute with. */
    public NodeKernel kernel(Scales scales) {
        if (operands.equals(AMPLE)) {
            return new AmpleKernel();
        }
        if (isInteger()) {
            return new IntegerKernel(featureBits(), sumBits(), sums.startsWith("saturate"), scales);
        }
        NumberFormat in = Formats.named(sums);
        if (BLOCKS.containsKey(operands)) {
            return new BlockKernel(BLOCKS.get(operands), in);
        }
        NumberFormat of = Formats.named(operands);
        return operands.equals("float32") && sums.equals("float32") ? new Float32Kernel() : new FormatKernel(of, in);
    }

    /** As it is written. */
    @Override
    public String toString() {
        return sums.equals(usualSums(operands)) ? operands : operands + "/" + sums;
    }
}
