package bitwright.accel.number;

import bitwright.arith.FloatFormat;
import bitwright.arith.Floats;
import bitwright.arith.NumberFormat;
import bitwright.arith.Rounding;
import bitwright.arith.catalog.Formats;
import bitwright.arith.dot.Accumulation;
import bitwright.arith.posit.Posit;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The register that a PE sums in, and the adder in front of it. */
@Doc("The register that a PE sums in.")
public record SumFormat(
        @Doc("A two's complement integer such as int32, a float such as float32 or bfloat16, or exact: no rounding"
                + " until the sum is read.")
        String format,

        @Doc("What an integer register does beyond its range.") @Default("wrap")
        Accumulation.OnOverflow overflow,

        @Doc("How a float register rounds, after every addition.") @Default("nearest-even")
        Rounding rounding) {
    private static final String EXACT = "exact";

    /** The width that an exact register is priced at; no source says what a real one costs. */
    private static final int EXACT_BITS = 64;

    /** Sums that a double holds; others wrap, which needs none. */
    private static final int CHECKED_BITS = 53;

    private static final int MOST_POSIT_BITS = 24;

    private static final Pattern INTEGER = Pattern.compile("int([1-9][0-9]?)");

    public SumFormat {
        int integerBits = integerBits(format);
        boolean integer = integerBits >= 2 && integerBits <= Long.SIZE;
        Check.that(
                integer || integerBits == 0 && (EXACT.equals(format) || isRounded(Formats.named(format))),
                "format",
                "must be int2 to int64, a float, a posit of at most 24 bits, or exact, got " + format);
        Check.that(
                rounding == Rounding.NEAREST_EVEN || !format.startsWith("posit"),
                "rounding",
                "must be nearest-even for posits, got " + rounding);
        Check.that(
                overflow == Accumulation.OnOverflow.WRAP || integerBits <= CHECKED_BITS,
                "overflow",
                "must be wrap beyond int" + CHECKED_BITS + ", got "
                        + overflow.name().toLowerCase(java.util.Locale.ROOT));
    }

    private static boolean isRounded(NumberFormat format) {
        return format instanceof FloatFormat || format instanceof Posit posit && posit.bits() <= MOST_POSIT_BITS;
    }

    /** The width of an integer format; 0 for others. */
    private static int integerBits(String format) {
        Matcher integer = INTEGER.matcher(format);
        return integer.matches() ? Integer.parseInt(integer.group(1)) : 0;
    }

    /** A word stands for a format that wraps, or rounds to nearest even. */
    public static SumFormat of(String format) {
        return new SumFormat(format, Accumulation.OnOverflow.WRAP, Rounding.NEAREST_EVEN);
    }

    /** Whether nothing rounds until the sum is read. */
    public boolean isExact() {
        return EXACT.equals(format);
    }

    /** Whether the register is two's complement. */
    public boolean isInteger() {
        return integerBits(format) > 0;
    }

    /** Whether sums may be taken in any width and order and cut to {@link #bits} at the end. */
    public boolean wraps() {
        return isInteger() && overflow == Accumulation.OnOverflow.WRAP;
    }

    /** Whether the register is a float. */
    public boolean isFloat() {
        return !isInteger() && !isExact() && Formats.named(format) instanceof FloatFormat;
    }

    /** Whether the register is a posit. */
    public boolean isPosit() {
        return !isInteger() && !isExact() && Formats.named(format) instanceof Posit;
    }

    boolean isFloat32() {
        return isFloat() && Formats.named(format).equals(Floats.FLOAT32);
    }

    Posit posit() {
        return (Posit) Formats.named(format);
    }

    FloatFormat floatFormat() {
        return (FloatFormat) Formats.named(format);
    }

    /** The largest finite sum of a float. */
    double maxFinite() {
        return Formats.named(format).maxFinite();
    }

    /** Width of the register. */
    public int bits() {
        return isInteger()
                ? integerBits(format)
                : isExact() ? EXACT_BITS : Formats.named(format).bits();
    }

    /**
     * The register with its adder.
     *
     * @param width products a step that a tree of its adders sums first; 1 for none
     */
    public Accumulation accumulation(int width) {
        if (isExact()) {
            return new Accumulation.Exact();
        }
        if (isPosit()) {
            return new Accumulation.Rounded((Posit) Formats.named(format));
        }
        return isInteger()
                ? Accumulation.FixedPoint.integer(bits(), overflow)
                : new Accumulation.Floating((FloatFormat) Formats.named(format), rounding, width, true);
    }
}
