package bitwright.accel.systolic;

import bitwright.arith.FloatFormat;
import bitwright.arith.IntegerCoding;
import bitwright.arith.IntegerFormat;
import bitwright.arith.NumberFormat;
import bitwright.arith.block.BlockFormat;
import bitwright.arith.catalog.Formats;
import bitwright.arith.posit.Posit;
import bitwright.sim.parameter.Doc;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The format of one operand of a PE: a number format, or blocks of elements along the channels that share a scale. A code
 * of a block format has the element's code in its low 16 bits and the scale's above.
 *
 * @param name of a number format, or of one of the MX formats ({@code mxint8} is the block's)
 */
public record OperandFormat(
        @Doc("Name of a number format or of one of the MX formats.")
        String name) {
    static final int ELEMENT_MASK = 0xFFFF;

    private static final int SCALE_SHIFT = 16;

    public OperandFormat {
        if (block(name).isEmpty()) {
            try {
                Formats.named(name);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(e.getMessage() + "; and the blocks "
                        + BlockFormat.MX.stream().map(BlockFormat::name).collect(Collectors.joining(", ")));
            }
        }
    }

    /** The format of a plain word. */
    public static OperandFormat of(String name) {
        return new OperandFormat(name);
    }

    private static Optional<BlockFormat> block(String name) {
        return BlockFormat.MX.stream()
                .filter(block -> block.name().equals(name))
                .findFirst();
    }

    /** The blocks, if there are any. */
    Optional<BlockFormat> block() {
        return block(name);
    }

    /** The format of a value, or of an element of a block. */
    NumberFormat element() {
        return block().<NumberFormat>map(BlockFormat::element).orElseGet(() -> Formats.named(name));
    }

    /** Whether integers go in as they are: two's complement or plain binary without fraction bits. */
    boolean isInteger() {
        return block().isEmpty()
                && element() instanceof IntegerFormat integer
                && integer.fractionBits() == 0
                && (integer.coding() == IntegerCoding.TWOS_COMPLEMENT || integer.coding() == IntegerCoding.UNSIGNED);
    }

    boolean isUnsigned() {
        return element() instanceof IntegerFormat integer && integer.coding() == IntegerCoding.UNSIGNED;
    }

    /** Bits of a value, without its share of a scale. */
    public int bits() {
        return element().bits();
    }

    /** Bits of so many values in memory, the scales of full blocks included. */
    long storageBits(long values) {
        long ofScales = block().map(b ->
                        (values + b.blockSize() - 1) / b.blockSize() * b.scale().bits())
                .orElse(0L);
        return values * element().bits() + ofScales;
    }

    /** Bits of the longest significand: the width of the multiplier inside. */
    int significandBits() {
        NumberFormat element = element();
        if (element instanceof FloatFormat f) {
            return f.mantissaBits() + 1;
        }
        return element instanceof Posit posit ? Math.max(1, posit.bits() - 2 - posit.exponentBits()) : element.bits();
    }

    /** Bits of the exponent that is added; 0 where there is none. */
    int exponentBits() {
        NumberFormat element = element();
        int ofElement = element instanceof FloatFormat f
                ? f.exponentBits()
                : element instanceof Posit posit ? 32 - Integer.numberOfLeadingZeros(2 * posit.maxScale()) : 0;
        return Math.max(ofElement, block().map(b -> b.scale().exponentBits()).orElse(0));
    }

    static int code(int elementCode, int scaleCode) {
        return scaleCode << SCALE_SHIFT | elementCode;
    }

    static int elementOf(int code) {
        return code & ELEMENT_MASK;
    }

    static int scaleCodeOf(int code) {
        return code >>> SCALE_SHIFT;
    }

    @Override
    public String toString() {
        return name;
    }
}
