package bitwright.sim.trace;

import bitwright.sim.parameter.Check;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * A value that a component shows in a waveform: a register, a counter, a flag. Looking at it changes nothing.
 *
 * @param name letters, digits and underscores; dots separate scopes, the outermost first
 * @param widthBits 1 to 64
 * @param kind how its bits are to be read
 * @param value what it holds now; only the lowest {@code widthBits} count
 * @param known whether that means anything now; an unknown value is an x
 */
public record Signal(String name, int widthBits, Kind kind, LongSupplier value, BooleanSupplier known) {
    /** How a signal's bits are to be read. */
    public enum Kind {
        UNSIGNED,
        /** Two's complement. */
        SIGNED,
        /** Wires side by side that make no number. */
        BITS
    }

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");

    public Signal {
        Check.that(NAME.matcher(name).matches(), "name", "must be a word of letters, digits and _, got '" + name + "'");
        Check.between("widthBits of signal " + name, widthBits, 1, 64);
    }

    public static Signal unsigned(String name, int widthBits, LongSupplier value) {
        return new Signal(name, widthBits, Kind.UNSIGNED, value, () -> true);
    }

    public static Signal signed(String name, int widthBits, LongSupplier value) {
        return new Signal(name, widthBits, Kind.SIGNED, value, () -> true);
    }

    public static Signal bits(String name, int widthBits, LongSupplier value) {
        return new Signal(name, widthBits, Kind.BITS, value, () -> true);
    }

    public static Signal flag(String name, BooleanSupplier value) {
        return bits(name, 1, () -> value.getAsBoolean() ? 1 : 0);
    }

    /** The same signal, known only while the condition holds as well. */
    public Signal when(BooleanSupplier condition) {
        BooleanSupplier before = known;
        return new Signal(name, widthBits, kind, value, () -> before.getAsBoolean() && condition.getAsBoolean());
    }

    /** The bits that it holds now, above them zeros. */
    public long currentBits() {
        return value.getAsLong() & -1L >>> Long.SIZE - widthBits;
    }

    /** The number that its bits say now. */
    public long currentNumber() {
        int above = Long.SIZE - widthBits;
        return kind == Kind.SIGNED ? value.getAsLong() << above >> above : currentBits();
    }

    /** Whether what it holds now is a number of its width and kind, so that none of it is lost. */
    public boolean fits() {
        return value.getAsLong() == currentNumber();
    }
}
