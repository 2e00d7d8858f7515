package bitwright.accel.pe;

/**
 * What the detectors at the array's edge found for the group that a PE works in, as defined by the PE's {@link Cost}.
 *
 * @param activationStat the statistic of the group's activations
 * @param weightStat the statistic of the group's weights
 * @param activationShift the lowest bit that the group's activations use; 0 where nobody looks for it
 */
public record Control(int activationStat, int weightStat, int activationShift) {
    public Control(int activationStat, int weightStat) {
        this(activationStat, weightStat, 0);
    }
}
