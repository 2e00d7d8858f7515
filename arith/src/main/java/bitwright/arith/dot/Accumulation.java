package bitwright.arith.dot;

import bitwright.arith.Check;
import bitwright.arith.FloatFormat;
import bitwright.arith.Floats;
import bitwright.arith.Rounding;
import bitwright.arith.posit.Posit;

/** How products are added up: the width, the order and the roundings that define a sum to the bit. */
public sealed interface Accumulation {
    /** An accumulator at zero. */
    Accumulator start();

    /** No rounding at all until the sum is read: a quire, Kulisch's accumulator. */
    record Exact() implements Accumulation {
        @Override
        public Accumulator start() {
            return new ExactAccumulator();
        }
    }

    /**
     * A floating-point register.
     *
     * <p>With a width of one, products join the register one by one in their order: r = round(r + p). With a width of w,
     * each w successive products (fewer in the last group) are summed by a tree of two-input adders, neighbours first, an
     * odd one passing through, and the tree's sum joins the register; every adder rounds.
     *
     * @param format of the register and of every adder's result
     * @param rounding of every adder
     * @param width products a step, 1 to 4096
     * @param fused whether products enter exactly, or are rounded to the format first
     */
    record Floating(FloatFormat format, Rounding rounding, int width, boolean fused) implements Accumulation {
        public Floating {
            Check.between("width", width, 1, 4096);
        }

        /** One by one, nearest even, exact products. */
        public static Floating sequential(FloatFormat format) {
            return new Floating(format, Rounding.NEAREST_EVEN, 1, true);
        }

        /** One by one in float32. */
        public static Floating float32() {
            return sequential(Floats.FLOAT32);
        }

        /** Adder trees of a width, nearest even, exact products. */
        public static Floating tree(FloatFormat format, int width) {
            return new Floating(format, Rounding.NEAREST_EVEN, width, true);
        }

        @Override
        public Accumulator start() {
            return new FloatingAccumulator(this);
        }
    }

    /**
     * A posit register that rounds after every addition, as units without a quire do: r = round(r + p), p exact.
     *
     * @param format of the register, at most 24 bits, so that a sum rounded to odd rounds once
     */
    record Rounded(Posit format) implements Accumulation {
        public Rounded {
            Check.between("bits", format.bits(), 2, 24);
        }

        @Override
        public Accumulator start() {
            return new PositAccumulator(format);
        }
    }

    /**
     * A two's complement register of a width.
     *
     * @param bits width, 2 to 64
     * @param fractionBits bits below the point
     * @param rounding of products that have bits below the register's last place
     * @param overflow what happens beyond the range, after every addition
     */
    record FixedPoint(int bits, int fractionBits, Rounding rounding, OnOverflow overflow) implements Accumulation {
        public FixedPoint {
            Check.between("bits", bits, 2, 64);
            Check.between("fractionBits", fractionBits, -64, 64);
        }

        /** An integer register. */
        public static FixedPoint integer(int bits, OnOverflow overflow) {
            return new FixedPoint(bits, 0, Rounding.TOWARD_ZERO, overflow);
        }

        @Override
        public Accumulator start() {
            return new FixedPointAccumulator(this);
        }
    }

    /** What a fixed-point register does beyond its range. */
    enum OnOverflow {
        /** Drops the bits above its width. */
        WRAP,
        /** Stays at the nearest end of its range. */
        SATURATE,
        /** Throws an {@link ArithmeticException}. */
        DETECT
    }
}
