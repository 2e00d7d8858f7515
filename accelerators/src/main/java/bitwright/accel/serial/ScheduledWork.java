package bitwright.accel.serial;

import bitwright.accel.pe.Work;

/** Adds up the work of tiles' lines. */
final class ScheduledWork {
    private int repeat = 1;
    private long peSteps;
    private long peCycles;
    private long peActivationStats;
    private long peWeightStats;
    private long laneSteps;
    private long laneCycles;
    private long laneActivationStats;
    private long laneWeightStats;

    /** What is added from now on happens so often. */
    void repeat(int times) {
        repeat = times;
    }

    /**
     * Adds one line on some windows.
     *
     * @param stats the activation statistic that each window works under, summed over them
     */
    void add(ScheduledTile tile, int line, int windows, long stats) {
        long stat = stats * repeat;
        long times = (long) windows * repeat;
        peSteps += times * tile.rows();
        peCycles += stat * tile.sumOfWeights[line];
        peActivationStats += stat * tile.rows();
        peWeightStats += times * tile.sumOfWeights[line];
        laneSteps += times * tile.operands[line];
        laneCycles += stat * tile.laneSumOfWeights[line];
        laneActivationStats += stat * tile.operands[line];
        laneWeightStats += times * tile.laneSumOfWeights[line];
    }

    Work ofPes() {
        return new Work(peSteps, peCycles, peActivationStats, peWeightStats);
    }

    Work ofLanes() {
        return new Work(laneSteps, laneCycles, laneActivationStats, laneWeightStats);
    }
}
