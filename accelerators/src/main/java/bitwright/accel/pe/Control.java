package bitwright.accel.pe;

/**
 * What the detectors at the array's edge found for the group that a PE works in: the largest statistic of the group's
 * activations and of its weights, as defined by the PE's {@link Cost}.
 */
public record Control(int activationStat, int weightStat) {}
