package bitwright.accel.systolic;

import bitwright.arith.FloatFormat;
import bitwright.arith.IntegerCoding;
import bitwright.arith.IntegerFormat;
import bitwright.arith.NumberFormat;
import bitwright.arith.block.BlockFormat;
import bitwright.arith.catalog.Formats;
import bitwright.arith.posit.Posit;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The format of one operand of a PE: a number format, or blocks of elements along the channels that share a scale. A code
 * of a block format has the element's code in its low 16 bits and the scale's above.
 *
 * @param element format of a value, or of an element
 * @param block the blocks, if there are any
 */
public record OperandFormat(NumberFormat element, Optional<BlockFormat> block) {
    static final int ELEMENT_MASK = 0xFFFF;

    private static final int SCALE_SHIFT = 16;

    /** Reads the name of a number format or of one of the MX formats. */
    public static OperandFormat of(String name) {
        for (BlockFormat block : BlockFormat.MX) {
            // MXINT8 is the name of a number format, too: that of its elements.
            if (block.name().equals(name)) {
                return new OperandFormat(block.element(), Optional.of(block));
            }
        }
        try {
            return new OperandFormat(Formats.named(name), Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + "; and the blocks "
                    + BlockFormat.MX.stream().map(BlockFormat::name).collect(Collectors.joining(", ")));
        }
    }

    String name() {
        return block.map(BlockFormat::name).orElse(element.name());
    }

    /** Whether integers go in as they are: two's complement or plain binary without fraction bits. */
    boolean isInteger() {
        return block.isEmpty()
                && element instanceof IntegerFormat integer
                && integer.fractionBits() == 0
                && (integer.coding() == IntegerCoding.TWOS_COMPLEMENT || integer.coding() == IntegerCoding.UNSIGNED);
    }

    /** The format that a register's content is read in: integers are sign-extended to 32 bits, or zero-extended. */
    NumberFormat arithmetic() {
        return isInteger() ? IntegerFormat.signed(32) : element;
    }

    boolean isUnsigned() {
        return element instanceof IntegerFormat integer && integer.coding() == IntegerCoding.UNSIGNED;
    }

    /** Bits of a value, without its share of a scale. */
    int bits() {
        return element.bits();
    }

    /** Bits of so many values in memory, the scales of full blocks included. */
    long storageBits(long values) {
        long ofScales = block.map(b ->
                        (values + b.blockSize() - 1) / b.blockSize() * b.scale().bits())
                .orElse(0L);
        return values * element.bits() + ofScales;
    }

    /** Bits of the longest significand: the width of the multiplier inside. */
    int significandBits() {
        if (element instanceof FloatFormat f) {
            return f.mantissaBits() + 1;
        }
        return element instanceof Posit posit ? Math.max(1, posit.bits() - 2 - posit.exponentBits()) : element.bits();
    }

    /** Bits of the exponent that is added; 0 where there is none. */
    int exponentBits() {
        int ofElement = element instanceof FloatFormat f
                ? f.exponentBits()
                : element instanceof Posit posit ? 32 - Integer.numberOfLeadingZeros(2 * posit.maxScale()) : 0;
        return Math.max(ofElement, block.map(b -> b.scale().exponentBits()).orElse(0));
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
        return name();
    }
}
