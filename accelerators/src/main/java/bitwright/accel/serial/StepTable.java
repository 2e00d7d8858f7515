package bitwright.accel.serial;

import bitwright.accel.pe.Cost;
import bitwright.accel.pe.ValueStat;

/**
 * The statistics of a section's operands, reduced to what its steps need: for each window set, column group and step the
 * largest activation statistic, for each filter set, row group and step the largest weight statistic. Maxima of
 * non-negative products factor, so this is all that step timing takes (DESIGN §3.3).
 */
final class StepTable {
    private final GridLayer layer;
    private final Section section;
    private final Cost cost;
    private final int lanes;
    private final int steps;
    private final int channelBlocks;
    /** {@code [block][position]}: the largest activation statistic of a block's lanes; null where it is constant. */
    private final int[][] activationMap;

    private final int idleStat;

    StepTable(GridLayer layer, Section section, Cost cost, int lanes) {
        this.layer = layer;
        this.section = section;
        this.cost = cost;
        this.lanes = lanes;
        this.channelBlocks = section.channelBlocks(lanes);
        this.steps = layer.taps() * channelBlocks;
        this.idleStat = cost.activationStat().of(0);
        this.activationMap = cost.activationStat().isConstant() ? null : activationMap();
    }

    /** Steps of a window: taps times channel blocks, blocks counting first. */
    int steps() {
        return steps;
    }

    /** Lanes with an operand in a step. */
    int lanesIn(int step) {
        return section.channelsInBlock(step % channelBlocks, lanes);
    }

    private int[][] activationMap() {
        var map = new int[channelBlocks][layer.positions()];
        int[] values = layer.activations();
        ValueStat stat = cost.activationStat();
        int[] table = tabulate(stat);
        for (int block = 0; block < channelBlocks; block++) {
            int start = section.firstChannel() + block * lanes;
            int count = section.channelsInBlock(block, lanes);
            int[] ofBlock = map[block];
            for (int position = 0; position < ofBlock.length; position++) {
                int index = position * layer.channels() + start;
                int max = idleStat;
                for (int lane = 0; lane < count; lane++) {
                    int value = values[index + lane];
                    max = Math.max(max, table != null ? table[value - tableStart] : stat.of(value));
                }
                ofBlock[position] = max;
            }
        }
        return map;
    }

    private int tableStart;

    /** The statistic of every value of up to 16 bits, or null for wider ones. */
    private int[] tabulate(ValueStat stat) {
        var encoding = layer.precision();
        int bits = encoding.activationBits();
        if (bits > 16) {
            return null;
        }
        tableStart = encoding.activationsSigned() ? -(1 << bits - 1) : 0;
        var table = new int[1 << bits];
        for (int i = 0; i < table.length; i++) {
            table[i] = stat.of(tableStart + i);
        }
        return table;
    }

    /**
     * The largest activation statistic of some windows at each step.
     *
     * @param from the first window
     * @param to the window after the last
     * @param largest receives one statistic a step
     */
    void activationStats(int from, int to, int[] largest) {
        if (activationMap == null) {
            java.util.Arrays.fill(largest, idleStat);
            return;
        }
        java.util.Arrays.fill(largest, 0);
        for (int window = from; window < to; window++) {
            int origin = layer.origin(window);
            int step = 0;
            for (int tap = 0; tap < layer.taps(); tap++) {
                int position = origin + layer.offset(tap);
                for (int block = 0; block < channelBlocks; block++, step++) {
                    largest[step] = Math.max(largest[step], activationMap[block][position]);
                }
            }
        }
    }

    /**
     * The largest weight statistic of some filters at each step.
     *
     * @param from the first filter, counted in the section
     * @param to the filter after the last
     * @param largest receives one statistic a step
     */
    void weightStats(int from, int to, int[] largest) {
        ValueStat stat = cost.weightStat();
        int idle = stat.of(0);
        java.util.Arrays.fill(largest, idle);
        if (stat.isConstant()) {
            return;
        }
        for (int filter = from; filter < to; filter++) {
            int[] weights = layer.weights();
            int index = (section.firstFilter() + filter) * layer.depth();
            int step = 0;
            for (int tap = 0; tap < layer.taps(); tap++) {
                for (int block = 0; block < channelBlocks; block++, step++) {
                    int count = section.diagonal() ? 1 : section.channelsInBlock(block, lanes);
                    int max = largest[step];
                    for (int lane = 0; lane < count; lane++) {
                        max = Math.max(max, stat.of(weights[index++]));
                    }
                    largest[step] = max;
                }
            }
        }
    }
}
