package bitwright.accel.pe;

/**
 * An amount of work, summed over PEs or over lanes with an operand.
 *
 * @param steps steps done
 * @param cycles busy cycles
 * @param activationStats the activation statistic of each step's control, summed over the steps
 * @param weightStats the weight statistic, likewise
 */
public record Work(long steps, long cycles, long activationStats, long weightStats) {
    public static final Work NONE = new Work(0, 0, 0, 0);

    /** One step under a control. */
    public static Work step(Control control, int cycles) {
        return new Work(1, cycles, control.activationStat(), control.weightStat());
    }

    public Work times(long factor) {
        return new Work(
                Math.multiplyExact(steps, factor),
                Math.multiplyExact(cycles, factor),
                Math.multiplyExact(activationStats, factor),
                Math.multiplyExact(weightStats, factor));
    }

    public Work plus(Work other) {
        return new Work(
                Math.addExact(steps, other.steps),
                Math.addExact(cycles, other.cycles),
                Math.addExact(activationStats, other.activationStats),
                Math.addExact(weightStats, other.weightStats));
    }
}
