package bitwright.sim.energy;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A priced primitive: what one component does once. Written {@code kind:widthBits}, e.g. {@code mul.int:16}, and for a
 * memory access {@code sram.read:64@32KiB}.
 *
 * @param kind the primitive, from the list in {@code docs/energy.md}: {@code add.int}, {@code mul.int}, {@code and},
 *     {@code shift}, {@code register.write}, {@code mux}, {@code sram.read}, {@code sram.write}, {@code dram.read}, …
 * @param widthBits operand width in bits, at least 1
 * @param sizeKiB capacity of the memory that is accessed, in KiB; 0 for everything that is not a memory
 */
public record Action(String kind, int widthBits, int sizeKiB) implements Comparable<Action> {
    private static final Pattern WRITTEN = Pattern.compile("([^:@\\s]+):([1-9][0-9]{0,8})(?:@([1-9][0-9]{0,8})KiB)?");

    public Action {
        if (widthBits < 1) {
            throw new IllegalArgumentException("widthBits of action " + kind + " must be at least 1, got " + widthBits);
        }
        if (sizeKiB < 0) {
            throw new IllegalArgumentException("sizeKiB of action " + kind + " must not be negative, got " + sizeKiB);
        }
    }

    public Action(String kind, int widthBits) {
        this(kind, widthBits, 0);
    }

    /** The action that is written so. Throws {@link IllegalArgumentException} if none is. */
    public static Action of(String written) {
        Matcher parts = WRITTEN.matcher(written);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "must be an action such as mul.int:16 or sram.read:64@32KiB, got '" + written + "'");
        }
        int size = parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3));
        return new Action(parts.group(1), Integer.parseInt(parts.group(2)), size);
    }

    /** Whether it is an access to a memory of a capacity. */
    public boolean isMemory() {
        return sizeKiB > 0;
    }

    @Override
    public int compareTo(Action other) {
        int byKind = kind.compareTo(other.kind);
        int byWidth = Integer.compare(widthBits, other.widthBits);
        return byKind != 0 ? byKind : byWidth != 0 ? byWidth : Integer.compare(sizeKiB, other.sizeKiB);
    }

    // Every count is found by its action, and to link what records are given costs a short run 30 ms.
    @Override
    public boolean equals(Object other) {
        return other instanceof Action action
                && widthBits == action.widthBits
                && sizeKiB == action.sizeKiB
                && kind.equals(action.kind);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * kind.hashCode() + widthBits) + sizeKiB;
    }

    @Override
    public String toString() {
        return kind + ":" + widthBits + (sizeKiB == 0 ? "" : "@" + sizeKiB + "KiB");
    }
}
