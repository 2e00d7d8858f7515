package bitwright.arith;

/** A number format whose conversions let the caller choose how to round and what to do beyond the range. */
public interface RoundedFormat extends NumberFormat {
    /** The code of a value after exactly one rounding. */
    int encode(double value, Rounding rounding, Overflow overflow);

    /** Nearest, ties to even; beyond the range whatever {@link #defaultOverflow()} says. */
    @Override
    default int encode(double value) {
        return encode(value, Rounding.NEAREST_EVEN, defaultOverflow());
    }

    /** What happens beyond the range unless the caller says otherwise. */
    Overflow defaultOverflow();
}
