package bitwright.accel.number;

import bitwright.accel.pe.Bill;
import bitwright.accel.pe.Bill.Per;
import bitwright.accel.pe.LayerPrecision;
import bitwright.arith.dot.LMul;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;

/**
 * The SIMD posit engine XR-NPE (arXiv 2508.13049): lanes of 16 bits that multiply four FP4 or Posit(4,1) pairs, two of
 * Posit(8,0) or one of Posit(16,1) a cycle with one reconfigurable mantissa multiplier of slices, unused ones power-gated.
 * Its abstract was read; the number of pairs a lane, slices of 4 by 4 bits (16 of them make the 16 by 16 bits of a lane),
 * and the register are inferred. Products are exact; they join a quire, or a Posit(16,1) register that rounds each time.
 */
@Doc("SIMD posit engine (XR-NPE): 16-bit lanes with four 4-bit, two 8-bit or one 16-bit pair a cycle.")
public record XrNpePe(
        @Doc("Lanes of 16 bits.") @Range(min = 1, max = 256) int words,

        @Doc("fp4, posit4 (4,1), posit8 (8,0) or posit16 (16,1).")
        Mode mode,

        @Doc("quire: exact until the sum is read; rounded: a Posit(16,1) register that rounds after every addition.")
        @Default("quire")
        Sum sum,

        @Doc("Whether slices of the multiplier that the mode leaves idle are gated; otherwise they switch like the"
                + " others.")
        @Default("true")
        boolean gated)
        implements FormatPe {
    /** Width of a lane. */
    private static final int WORD_BITS = 16;

    /** Operand bits of a slice. */
    private static final int SLICE_BITS = 4;

    private static final int SLICES = WORD_BITS / SLICE_BITS * (WORD_BITS / SLICE_BITS);

    /** What a lane's bits are. */
    public enum Mode {
        FP4("float4_e2m1fn"),
        POSIT4("posit4_es1"),
        POSIT8("posit8_es0"),
        POSIT16("posit16_es1");

        private final String format;

        Mode(String format) {
            this.format = format;
        }

        OperandFormat format() {
            return OperandFormat.of(format);
        }

        /** Bits of an operand. */
        public int bits() {
            return format().bits();
        }

        /** Slices that one product needs. */
        int slices() {
            int side = (format().significandBits() + SLICE_BITS - 1) / SLICE_BITS;
            return side * side;
        }
    }

    /** What products join. */
    public enum Sum {
        QUIRE,
        ROUNDED
    }

    public XrNpePe {
        Check.ranges(XrNpePe.class, words, mode, sum, gated);
    }

    /** Pairs a 16-bit lane takes. */
    private int pairs() {
        return WORD_BITS / mode.format().bits();
    }

    @Override
    public Arithmetic arithmetic() {
        var register = SumFormat.of(sum == Sum.QUIRE ? "exact" : Mode.POSIT16.format);
        return new Arithmetic(
                mode.format(),
                mode.format(),
                Arithmetic.Product.EXACT,
                LMul.Variant.SATURATING_ADDER,
                words * pairs(),
                Arithmetic.Inside.EXACT,
                register);
    }

    /** Bits of the quire: any product, and 31 for carries as in the Posit Standard 2022. */
    private int quireBits() {
        return new PrimitiveBill(arithmetic()).productBits() + 31;
    }

    @Override
    public Bill bill(LayerPrecision precision) {
        OperandFormat format = mode.format();
        int slices = mode.slices();
        int quire = quireBits();
        var bill = new Bill()
                .lane(Per.STEP, "register.write", format.bits(), 2)
                .lane(Per.STEP, "mul.int", SLICE_BITS, gated ? slices : SLICES / pairs())
                .lane(Per.STEP, "add.int", format.exponentBits(), 1)
                .lane(Per.STEP, "shift", quire, 1); // to its place in the quire
        if (slices > 1) {
            bill.lane(Per.STEP, "add.int", 2 * format.significandBits(), slices - 1);
        }
        if (mode != Mode.FP4) {
            bill.lane(Per.STEP, "shift", format.bits(), 2); // regimes are counted and shifted out
        }
        bill.tree(Per.STEP, lanes(), quire, quire)
                .pe(Per.STEP, "add.int", quire, 1)
                .pe(Per.STEP, "register.write", sum == Sum.QUIRE ? quire : WORD_BITS, 1);
        if (sum == Sum.ROUNDED) {
            bill.pe(Per.STEP, "shift", quire, 2); // found and packed anew at every addition
        }
        return bill;
    }
}
