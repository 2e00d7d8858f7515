package bitwright.accel.serial;

import bitwright.accel.pe.Cost;
import bitwright.accel.pe.ValueStat;

/**
 * The statistic of every operand of a layer, tabulated once for all of its sections.
 *
 * @param activations of each activation, where it lies
 * @param weights of each weight, where it lies
 */
record LaneStats(byte[] activations, byte[] weights) {
    static LaneStats of(GridLayer layer, Cost.LaneProducts cost) {
        var precision = layer.precision();
        return new LaneStats(
                tabulated(
                        layer.activations(),
                        cost.activations(),
                        precision.activationBits(),
                        precision.activationsSigned()),
                tabulated(layer.weights(), cost.weights(), precision.weightBits(), precision.weightsSigned()));
    }

    /** The statistic of every value; looked up where there are few different ones. */
    private static byte[] tabulated(int[] values, ValueStat stat, int bits, boolean signed) {
        var stats = new byte[values.length];
        if (bits > 16) {
            for (int i = 0; i < stats.length; i++) {
                stats[i] = (byte) stat.of(values[i]);
            }
            return stats;
        }
        int least = signed ? -(1 << bits - 1) : 0;
        var table = new byte[1 << bits];
        for (int i = 0; i < table.length; i++) {
            table[i] = (byte) stat.of(least + i);
        }
        lookUp(values, table, least, stats);
        return stats;
    }

    private static void lookUp(int[] values, byte[] table, int least, byte[] stats) {
        for (int i = 0; i < stats.length; i++) {
            stats[i] = table[values[i] - least];
        }
    }
}
