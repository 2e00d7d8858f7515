package bitwright.accel.serial;

import bitwright.accel.tactical.Schedule;
import bitwright.accel.tactical.WeightLines;
import bitwright.accel.tactical.WeightScheduler;
import java.util.List;

/** A layer's filters as tiles hold them, so many at a time, each tile with lines of its own. */
final class TileFilters {
    private final GridLayer layer;
    private final int lanes;
    private final int rows;
    private final List<Section> sections;

    TileFilters(GridLayer layer, int lanes, int rows, int tiles) {
        this.layer = layer;
        this.lanes = lanes;
        this.rows = rows;
        sections = Section.of(layer, lanes, rows * tiles);
    }

    List<Section> sections() {
        return sections;
    }

    /** How often a tile is filled with filters of a section. */
    int fillings(Section section) {
        return (section.filters() + rows - 1) / rows;
    }

    /** The first filter of a filling, counted in the layer. */
    int firstFilter(Section section, int filling) {
        return section.firstFilter() + filling * rows;
    }

    /** Lines of a section's filters, before any is left out. */
    int times(Section section) {
        return layer.taps() * section.channelBlocks(lanes);
    }

    /** The schedule of a filling. */
    Schedule schedule(WeightScheduler scheduler, Section section, int filling) {
        int first = firstFilter(section, filling);
        int count = Math.min(rows, section.filters() - filling * rows);
        int times = times(section);
        var weights = new int[count][times * lanes];
        var operands = new long[count][];
        for (int row = 0; row < count; row++) {
            operands[row] = section.diagonal()
                    ? placeOne(section, first + row, weights[row])
                    : row == 0 ? placed(section, times) : operands[0];
            if (!section.diagonal()) {
                place(section, first + row, weights[row]);
            }
        }
        return scheduler.prepare(new WeightLines(lanes, times, weights, operands));
    }

    private void place(Section section, int filter, int[] slots) {
        int blocks = section.channelBlocks(lanes);
        for (int tap = 0; tap < layer.taps(); tap++) {
            int from = filter * layer.depth() + tap * layer.channelsPerGroup();
            System.arraycopy(layer.weights(), from, slots, tap * blocks * lanes, section.channels());
        }
    }

    private long[] placed(Section section, int times) {
        var operands = new long[times];
        for (int time = 0; time < times; time++) {
            operands[time] = -1L >>> Long.SIZE - section.channelsInBlock(time % section.channelBlocks(lanes), lanes);
        }
        return operands;
    }

    /** A filter that reads one channel only uses that channel's lane. */
    private long[] placeOne(Section section, int filter, int[] slots) {
        int lane = laneOfOne(section, filter);
        var operands = new long[layer.taps()];
        for (int tap = 0; tap < operands.length; tap++) {
            slots[tap * lanes + lane] = layer.weights()[filter * layer.depth() + tap];
            operands[tap] = 1L << lane;
        }
        return operands;
    }

    private int laneOfOne(Section section, int filter) {
        return filter / (layer.filters() / layer.groups()) - section.firstChannel();
    }

    /** The layer's weights as they come back from their schedules, laid out like the layer's own. */
    int[] unscheduled(WeightScheduler scheduler) {
        var weights = new int[layer.weights().length];
        for (Section section : sections) {
            for (int filling = 0; filling < fillings(section); filling++) {
                var schedule = schedule(scheduler, section, filling);
                for (int row = 0; row < schedule.rows(); row++) {
                    takeBack(section, firstFilter(section, filling) + row, schedule.unscheduled(row), weights);
                }
            }
        }
        return weights;
    }

    private void takeBack(Section section, int filter, int[] slots, int[] weights) {
        int blocks = section.channelBlocks(lanes);
        for (int tap = 0; tap < layer.taps(); tap++) {
            int to = filter * layer.depth() + tap * layer.channelsPerGroup();
            if (section.diagonal()) {
                weights[to] = slots[tap * lanes + laneOfOne(section, filter)];
            } else {
                System.arraycopy(slots, tap * blocks * lanes, weights, to, section.channels());
            }
        }
    }
}
