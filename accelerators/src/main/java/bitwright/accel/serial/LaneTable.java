package bitwright.accel.serial;

import bitwright.accel.pe.Work;

/**
 * Steps that cost the largest product of a lane's activation and weight statistics: one entry a step and lane, since
 * max over windows, filters and lanes of a·w is the max over lanes of (max over windows of a) · (max over filters of w).
 */
final class LaneTable extends StepTable {
    private final byte[] activationStats;
    private final byte[] weightStats;

    LaneTable(GridLayer layer, Section section, LaneStats stats, int lanes) {
        super(layer, section, lanes);
        activationStats = stats.activations();
        weightStats = stats.weights();
    }

    @Override
    int size() {
        return steps() * lanes;
    }

    @Override
    boolean windowsAreAlike() {
        return false;
    }

    @Override
    void reduceWindows(int from, int to, int[] reduction) {
        clear(reduction);
        for (int window = from; window < to; window++) {
            for (int tap = 0; tap < layer.taps(); tap++) {
                int position = layer.origin(window) + layer.offset(tap);
                maxInto(
                        reduction,
                        tap * channelBlocks * lanes,
                        activationStats,
                        position * layer.channels() + section.firstChannel(),
                        section.channels());
            }
        }
    }

    @Override
    void reduceSteps(int stepsPerDetector, int[] reduction) {
        reduceWindows(0, 1, reduction);
    }

    private static void maxInto(int[] reduction, int to, byte[] stats, int from, int count) {
        for (int i = 0; i < count; i++) {
            reduction[to + i] = Math.max(reduction[to + i], stats[from + i]);
        }
    }

    @Override
    boolean filtersAreAlike() {
        return false;
    }

    @Override
    void reduceFilters(int from, int to, int[] reduction) {
        clear(reduction);
        for (int filter = from; filter < to; filter++) {
            eachRun(filter, (entry, index, count) -> maxInto(reduction, entry, weightStats, index, count));
        }
    }

    private interface Run {
        /** A run of weights that belong to consecutive entries. */
        void at(int entry, int index, int count);
    }

    private void eachRun(int filter, Run run) {
        int whole = section.firstFilter() + filter;
        int start = whole * layer.depth();
        int perTap = layer.channelsPerGroup();
        int lane = section.diagonal() ? whole / (layer.filters() / layer.groups()) - section.firstChannel() : 0;
        for (int tap = 0; tap < layer.taps(); tap++) {
            run.at(tap * channelBlocks * lanes + lane, start + tap * perTap, perTap);
        }
    }

    @Override
    int cycles(int[] windows, int[] filters, int step) {
        int slowest = 1;
        for (int entry = step * lanes; entry < (step + 1) * lanes; entry++) {
            slowest = Math.max(slowest, windows[entry] * filters[entry]);
        }
        return slowest;
    }

    @Override
    int weightLoads(int[] filters, int step) {
        return 1;
    }

    @Override
    PeCycles peCycles(int from, int to, int filtersPerSet) {
        var ofLanes = new int[size()][to - from];
        for (int filter = from; filter < to; filter++) {
            int column = filter - from;
            eachRun(filter, (entry, index, count) -> {
                for (int i = 0; i < count; i++) {
                    ofLanes[entry + i][column] = weightStats[index + i];
                }
            });
        }
        return new LaneProducts(ofLanes, lanes, to - from);
    }

    @Override
    void addWindows(int from, int to, int[] reduction, long[] sums) {
        for (int window = from; window < to; window++) {
            for (int tap = 0; tap < layer.taps(); tap++) {
                int position = layer.origin(window) + layer.offset(tap);
                addInto(
                        sums,
                        tap * channelBlocks * lanes,
                        activationStats,
                        position * layer.channels() + section.firstChannel(),
                        section.channels());
            }
        }
    }

    private static void addInto(long[] sums, int to, byte[] stats, int from, int count) {
        for (int i = 0; i < count; i++) {
            sums[to + i] += stats[from + i];
        }
    }

    @Override
    void addFilters(int filtersPerSet, long[] sums) {
        for (int filter = 0; filter < section.filters(); filter++) {
            eachRun(filter, (entry, index, count) -> addInto(sums, entry, weightStats, index, count));
        }
    }

    /** A PE is held until the barrier; its lanes count by themselves. */
    @Override
    Work peWork(int step, long windows, long[] windowSums, long filters, long[] filterSums, long barrierCycles) {
        return new Work(windows * filters, barrierCycles, 0, 0);
    }

    /** Each lane works for the product of its own statistics; sums of products over a grid are products of sums. */
    @Override
    Work laneWork(int step, Work ofPes, long[] windowSums, long[] filterSums) {
        long cycles = 0;
        for (int entry = step * lanes; entry < (step + 1) * lanes; entry++) {
            cycles = Math.addExact(cycles, Math.multiplyExact(windowSums[entry], filterSums[entry]));
        }
        return new Work(Math.multiplyExact(ofPes.steps(), (long) lanesOfPeIn(step)), cycles, 0, 0);
    }
}
