package bitwright.report;

/**
 * A number that every point has.
 *
 * @param name its name, which says the unit
 * @param goal which way is better
 */
public record Measure(String name, Goal goal) {
    /** Which way is better, if the sweep says so. */
    public enum Goal {
        MIN,
        MAX,
        NONE
    }

    boolean isObjective() {
        return goal != Goal.NONE;
    }
}
