package bitwright.accel.serial;

import bitwright.accel.pe.Cost;
import bitwright.accel.pe.GroupStat;
import bitwright.accel.pe.Work;
import java.util.Arrays;

/** Steps that cost a statistic of the activations times one of the weights: one entry a step. */
final class ProductTable extends StepTable {
    private final GroupStat activationStat;
    private final GroupStat weightStat;
    private final int rowsPerDetector;
    /** {@code [block][position]}: the summary of a block's lanes; null where the statistic is constant. */
    private final int[][] summaries;

    ProductTable(GridLayer layer, Section section, Cost.Product cost, int lanes, int rowsPerDetector) {
        super(layer, section, lanes);
        this.activationStat = cost.activations();
        this.weightStat = cost.weights();
        this.rowsPerDetector = rowsPerDetector;
        this.summaries = activationStat.isConstant() ? null : summaries();
    }

    private int[][] summaries() {
        var ofBlocks = new int[channelBlocks][layer.positions()];
        for (int block = 0; block < channelBlocks; block++) {
            int start = section.firstChannel() + block * lanes;
            int count = section.channelsInBlock(block, lanes);
            summarise(layer.activations(), start, layer.channels(), count, ofBlocks[block]);
        }
        return ofBlocks;
    }

    private void summarise(int[] values, int start, int stride, int count, int[] summariesOfBlock) {
        int index = start;
        for (int position = 0; position < summariesOfBlock.length; position++, index += stride) {
            summariesOfBlock[position] = activationStat.summary(values, index, count);
        }
    }

    @Override
    int size() {
        return steps();
    }

    @Override
    boolean windowsAreAlike() {
        return summaries == null;
    }

    @Override
    void reduceWindows(int from, int to, int[] reduction) {
        if (summaries == null) {
            Arrays.fill(reduction, activationStat.read(activationStat.summary(layer.activations(), 0, 0)));
            return;
        }
        for (int tap = 0; tap < layer.taps(); tap++) {
            int offset = layer.offset(tap);
            for (int block = 0; block < channelBlocks; block++) {
                reduction[tap * channelBlocks + block] = merged(summaries[block], from, to, offset);
            }
        }
    }

    @Override
    void reduceSteps(int stepsPerDetector, int[] reduction) {
        if (summaries == null) {
            reduceWindows(0, 1, reduction);
            return;
        }
        for (int start = 0; start < reduction.length; start += stepsPerDetector) {
            int end = Math.min(start + stepsPerDetector, reduction.length);
            int summary = summaryOf(start);
            for (int step = start + 1; step < end; step++) {
                summary = activationStat.merge(summary, summaryOf(step));
            }
            Arrays.fill(reduction, start, end, activationStat.read(summary));
        }
    }

    private int summaryOf(int step) {
        return summaries[step % channelBlocks][layer.origin(0) + layer.offset(step / channelBlocks)];
    }

    private int merged(int[] ofBlock, int from, int to, int offset) {
        int summary = ofBlock[layer.origin(from) + offset];
        for (int window = from + 1; window < to; window++) {
            summary = activationStat.merge(summary, ofBlock[layer.origin(window) + offset]);
        }
        return activationStat.read(summary);
    }

    @Override
    boolean filtersAreAlike() {
        return weightStat.isConstant();
    }

    @Override
    void reduceFilters(int from, int to, int[] reduction) {
        if (weightStat.isConstant()) {
            Arrays.fill(reduction, weightStat.of(new int[0]));
            return;
        }
        clear(reduction);
        var ofDetector = new int[reduction.length];
        for (int start = from; start < to; start += rowsPerDetector) {
            readDetector(start, Math.min(start + rowsPerDetector, to), ofDetector);
            max(reduction, ofDetector);
        }
    }

    private void readDetector(int from, int to, int[] reduction) {
        for (int filter = from; filter < to; filter++) {
            int index = (section.firstFilter() + filter) * layer.depth();
            int step = 0;
            for (int tap = 0; tap < layer.taps(); tap++) {
                for (int block = 0; block < channelBlocks; block++, step++) {
                    int count = section.diagonal() ? 1 : section.channelsInBlock(block, lanes);
                    int summary = weightStat.summary(layer.weights(), index, count);
                    reduction[step] = filter == from ? summary : weightStat.merge(reduction[step], summary);
                    index += count;
                }
            }
        }
        for (int step = 0; step < reduction.length; step++) {
            reduction[step] = weightStat.read(reduction[step]);
        }
    }

    @Override
    int cycles(int[] windows, int[] filters, int step) {
        return windows[step] * filters[step];
    }

    /** What the weights' statistic counts, for example their bits, is what they are taken in. */
    @Override
    int weightLoads(int[] filters, int step) {
        return filters[step];
    }

    /** A detector's rows are alike; a set's last detector may have fewer. */
    @Override
    PeCycles peCycles(int from, int to, int filtersPerSet) {
        var ofFilters = new int[to - from][];
        for (int set = from; set < to; set += filtersPerSet) {
            int setEnd = Math.min(set + filtersPerSet, to);
            for (int start = set; start < setEnd; start += rowsPerDetector) {
                int end = Math.min(start + rowsPerDetector, setEnd);
                var reduction = new int[size()];
                reduceFilters(start, end, reduction);
                Arrays.fill(ofFilters, start - from, end - from, reduction);
            }
        }
        return (window, step, cycles, at) -> {
            for (int filter = 0; filter < ofFilters.length; filter++) {
                cycles[at + filter] = window[step] * ofFilters[filter][step];
            }
        };
    }

    @Override
    void addWindows(int from, int to, int[] reduction, long[] sums) {
        addTimes(reduction, to - from, sums);
    }

    @Override
    void addFilters(int filtersPerSet, long[] sums) {
        int filters = section.filters();
        var reduction = new int[size()];
        int group = weightStat.isConstant() ? filters : rowsPerDetector;
        for (int set = 0; set < filters; set += weightStat.isConstant() ? filters : filtersPerSet) {
            int setEnd = weightStat.isConstant() ? filters : Math.min(set + filtersPerSet, filters);
            for (int from = set; from < setEnd; from += group) {
                int to = Math.min(from + group, setEnd);
                reduceFilters(from, to, reduction);
                addTimes(reduction, to - from, sums);
            }
        }
    }

    private static void addTimes(int[] reduction, int times, long[] sums) {
        for (int step = 0; step < sums.length; step++) {
            sums[step] += (long) reduction[step] * times;
        }
    }

    @Override
    Work peWork(int step, long windows, long[] windowSums, long filters, long[] filterSums, long barrierCycles) {
        return new Work(
                windows * filters,
                Math.multiplyExact(windowSums[step], filterSums[step]),
                Math.multiplyExact(windowSums[step], filters),
                Math.multiplyExact(windows, filterSums[step]));
    }

    @Override
    Work laneWork(int step, Work ofPes, long[] windowSums, long[] filterSums) {
        return ofPes.times(lanesOfPeIn(step));
    }
}
