package bitwright.arith;

/** Range checks whose message names the thing, the rule and the value found. */
public final class Check {
    private Check() {}

    /** The value, when it lies in [low, high]; otherwise an {@link IllegalArgumentException}. */
    public static int between(String name, int value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(name + " must be between " + low + " and " + high + ", got " + value);
        }
        return value;
    }

    /** An {@link IllegalArgumentException} with the rule and what was found, unless the condition holds. */
    public static void that(boolean holds, String rule, Object found) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", got " + found);
        }
    }
}
