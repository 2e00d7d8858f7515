package bitwright.accel.number;

import bitwright.arith.FloatFormat;
import bitwright.arith.Floats;
import bitwright.arith.IntegerCoding;
import bitwright.arith.IntegerFormat;
import bitwright.arith.NumberFormat;
import bitwright.arith.Rounding;
import bitwright.arith.block.BlockFormat;
import bitwright.arith.block.NonFinite;
import bitwright.arith.block.ScaleRule;
import bitwright.arith.block.Tail;
import bitwright.arith.block.ZeroBlock;
import bitwright.arith.catalog.Formats;
import bitwright.arith.posit.Posit;
import bitwright.sim.parameter.Doc;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The format of one operand of a PE: a number format, or blocks of elements along the channels that share a scale. A code
 * of a block format has the element's code in its low 16 bits and the scale's above.
 *
 * @param name of a number format, of one of the MX formats ({@code mxint8} is the block's), or {@code nvfp4}
 */
public record OperandFormat(
        @Doc("Name of a number format, of one of the MX formats, or nvfp4.")
        String name) {
    /** The bits of a block's code that are its element. */
    public static final int ELEMENT_MASK = 0xFFFF;

    private static final int SCALE_SHIFT = 16;

    public OperandFormat {
        if (block(name).isEmpty()) {
            try {
                Formats.named(name);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(e.getMessage() + "; and the blocks "
                        + BLOCKS.stream().map(BlockFormat::name).collect(Collectors.joining(", ")));
            }
        }
    }

    /** The format of a plain word. */
    public static OperandFormat of(String name) {
        return new OperandFormat(name);
    }

    /** NVFP4 in a PE: E2M1 elements in blocks of 16 with E4M3 scales; the tensor's float32 scale is applied to outputs. */
    private static final BlockFormat NVFP4 = new BlockFormat(
            "nvfp4",
            16,
            Floats.E2M1FN,
            Floats.E4M3FN,
            ScaleRule.NEAREST,
            Rounding.NEAREST_EVEN,
            ZeroBlock.SMALLEST_SCALE,
            NonFinite.NAN_BLOCK,
            Tail.SHORT_BLOCK);

    private static final List<BlockFormat> BLOCKS =
            Stream.concat(BlockFormat.MX.stream(), Stream.of(NVFP4)).toList();

    private static Optional<BlockFormat> block(String name) {
        return BLOCKS.stream().filter(block -> block.name().equals(name)).findFirst();
    }

    /** The blocks, if there are any. */
    public Optional<BlockFormat> block() {
        return block(name);
    }

    /** The format of a value, or of an element of a block. */
    public NumberFormat element() {
        return block().<NumberFormat>map(BlockFormat::element).orElseGet(() -> Formats.named(name));
    }

    /** Whether integers go in as they are: two's complement or plain binary without fraction bits. */
    public boolean isInteger() {
        return block().isEmpty()
                && element() instanceof IntegerFormat integer
                && integer.fractionBits() == 0
                && (integer.coding() == IntegerCoding.TWOS_COMPLEMENT
                        || integer.coding() == IntegerCoding.SYMMETRIC
                        || integer.coding() == IntegerCoding.UNSIGNED);
    }

    /** Whether codes are plain binary. */
    public boolean isUnsigned() {
        return element() instanceof IntegerFormat integer && integer.coding() == IntegerCoding.UNSIGNED;
    }

    /** Bits of a value, without its share of a scale. */
    public int bits() {
        return element().bits();
    }

    /** Bits of so many values in memory, the scales of full blocks included. */
    public long storageBits(long values) {
        long ofScales = block().map(b ->
                        (values + b.blockSize() - 1) / b.blockSize() * b.scale().bits())
                .orElse(0L);
        return values * element().bits() + ofScales;
    }

    /** Bits of the longest significand: the width of the multiplier inside. */
    public int significandBits() {
        NumberFormat element = element();
        if (element instanceof FloatFormat f) {
            return f.mantissaBits() + 1;
        }
        return element instanceof Posit posit ? Math.max(1, posit.bits() - 2 - posit.exponentBits()) : element.bits();
    }

    /** Bits of the exponent that is added; 0 where there is none. */
    public int exponentBits() {
        return Math.max(elementExponentBits(), scaleExponentBits());
    }

    /** The same of the element alone. */
    int elementExponentBits() {
        NumberFormat element = element();
        return element instanceof FloatFormat f
                ? f.exponentBits()
                : element instanceof Posit posit ? 32 - Integer.numberOfLeadingZeros(2 * posit.maxScale()) : 0;
    }

    /** The same of a block's scale; 0 without blocks. */
    int scaleExponentBits() {
        return block().map(b -> b.scale().exponentBits()).orElse(0);
    }

    /** Fraction bits of a block's scale; 0 without blocks or where scales are powers of two. */
    int scaleMantissaBits() {
        return block().map(b -> b.scale().mantissaBits()).orElse(0);
    }

    /** The code of an element under a scale. */
    public static int code(int elementCode, int scaleCode) {
        return scaleCode << SCALE_SHIFT | elementCode;
    }

    /** The element's part of a block's code. */
    public static int elementOf(int code) {
        return code & ELEMENT_MASK;
    }

    /** The scale's part of a block's code; 0 of other codes up to 16 bits. */
    public static int scaleCodeOf(int code) {
        return code >>> SCALE_SHIFT;
    }

    @Override
    public String toString() {
        return name;
    }
}
