package bitwright.accel.serial;

import bitwright.accel.pe.Cost;
import bitwright.accel.pe.Work;
import java.util.Arrays;
import java.util.function.Function;

/**
 * The statistics of a section's operands, reduced to what its steps need. Maxima of non-negative products factor, so a
 * step's cycles come from one reduction over its windows and one over its filters, made once a window set and once a
 * filter set (DESIGN §3.3); sums of products factor likewise, which is what counts of work are made of.
 *
 * <p>A reduction has {@link #size()} entries, some for each step.
 */
abstract class StepTable {
    final GridLayer layer;
    final Section section;
    final int lanes;
    final int channelBlocks;
    private final int steps;

    StepTable(GridLayer layer, Section section, int lanes) {
        this.layer = layer;
        this.section = section;
        this.lanes = lanes;
        this.channelBlocks = section.channelBlocks(lanes);
        this.steps = layer.taps() * channelBlocks;
    }

    /** The tables of a layer's sections; what they share is made once. */
    static Function<Section, StepTable> of(GridLayer layer, Cost cost, int lanes, int rowsPerDetector) {
        if (cost instanceof Cost.Product product) {
            return section -> new ProductTable(layer, section, product, lanes, rowsPerDetector);
        }
        var stats = LaneStats.of(layer, (Cost.LaneProducts) cost);
        return section -> new LaneTable(layer, section, stats, lanes);
    }

    /** Steps of a window: taps times channel blocks, blocks counting first. */
    final int steps() {
        return steps;
    }

    /** Lanes with an operand in a step. */
    final int lanesIn(int step) {
        return section.channelsInBlock(step % channelBlocks, lanes);
    }

    /** Lanes of one PE with an operand in a step. */
    final int lanesOfPeIn(int step) {
        return section.diagonal() ? 1 : lanesIn(step);
    }

    /** Entries of a reduction. */
    abstract int size();

    /** Whether all windows reduce alike. */
    abstract boolean windowsAreAlike();

    /** Reduces the activations of some windows that share a detector. */
    abstract void reduceWindows(int from, int to, int[] reduction);

    /** Reduces the activations of the only window, so many consecutive steps sharing a detector. */
    abstract void reduceSteps(int stepsPerDetector, int[] reduction);

    /** Whether all filters reduce alike. */
    abstract boolean filtersAreAlike();

    /** Reduces the weights of some filters, counted in the section, over all their detectors. */
    abstract void reduceFilters(int from, int to, int[] reduction);

    /** Cycles of a step that all windows and filters of two reductions take together. */
    abstract int cycles(int[] windows, int[] filters, int step);

    /** How often weights enter a column for a step: once, or bit plane by bit plane. */
    abstract int weightLoads(int[] filters, int step);

    /** Prepares some filters, counted in the section, the first of them that of a set, whose PEs step by themselves. */
    abstract PeCycles peCycles(int from, int to, int filtersPerSet);

    /** The cycles of single PEs: one window, some filters. */
    interface PeCycles {
        /**
         * Writes the cycles of a step on a window, filter by filter.
         *
         * @param window the window's reduction
         */
        void write(int[] window, int step, int[] cycles, int to);
    }

    /** Adds what a group of windows contributes to the work of each step. */
    abstract void addWindows(int from, int to, int[] reduction, long[] sums);

    /** Adds what all filters contribute to the work of each step. */
    abstract void addFilters(int filtersPerSet, long[] sums);

    /**
     * The work of a step, over PEs.
     *
     * @param windows how many there are, {@code windowSums} what they add up to
     * @param filters how many there are, {@code filterSums} what they add up to
     * @param barrierCycles cycles that every PE is held for the step, summed over the tiles, times the tile's PEs
     */
    abstract Work peWork(
            int step, long windows, long[] windowSums, long filters, long[] filterSums, long barrierCycles);

    /** The same over lanes with an operand. */
    abstract Work laneWork(int step, Work ofPes, long[] windowSums, long[] filterSums);

    static void max(int[] into, int[] other) {
        for (int i = 0; i < into.length; i++) {
            into[i] = Math.max(into[i], other[i]);
        }
    }

    static void clear(int[] reduction) {
        Arrays.fill(reduction, 0);
    }
}
