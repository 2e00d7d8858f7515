package bitwright.accel.serial;

import bitwright.accel.pe.GroupStat;
import bitwright.accel.pe.LanePool;

/** What the windows of a set offer to the multiplexers: their lines of activations, one a step of the dense grid. */
final class WindowPools {
    /** Up to this width, codes are looked up by value. */
    private static final int TABULATED_BITS = 16;

    private final GridLayer layer;
    private final Section section;
    private final int lanes;
    private final int blocks;
    private final int times;
    private final int reach;
    /** The lines of one window, one after another. */
    private final int[] lines;
    /** {@code [value − least]}, null where there would be too many. */
    private final long[] codesOfValues;

    private final int least;
    /** The codes of {@link #lines}. */
    private final long[] codes;
    /** A pool a column; made with the first window set, which is the largest. */
    private LanePool[] pools = new LanePool[0];

    WindowPools(GridLayer layer, Section section, int lanes, int lookahead) {
        this.layer = layer;
        this.section = section;
        this.lanes = lanes;
        blocks = section.channelBlocks(lanes);
        times = layer.taps() * blocks;
        reach = lookahead + 1;
        lines = new int[times * lanes];
        codes = new long[lines.length];
        var precision = layer.precision();
        boolean few = precision.activationBits() <= TABULATED_BITS;
        least = few && precision.activationsSigned() ? -(1 << precision.activationBits() - 1) : 0;
        codesOfValues = few ? new long[1 << precision.activationBits()] : null;
    }

    /** Fills a pool a column with so many windows. */
    LanePool[] load(GroupStat stat, int firstWindow, int windows) {
        if (pools.length < windows) {
            pools = new LanePool[windows];
            for (int column = 0; column < windows; column++) {
                pools[column] = stat.pool(lanes, times, reach);
            }
            tabulate(pools[0]);
        }
        for (int column = 0; column < windows; column++) {
            gather(firstWindow + column);
            encode(pools[column]);
            pools[column].load(codes);
        }
        return pools;
    }

    private void tabulate(LanePool pool) {
        for (int i = 0; codesOfValues != null && i < codesOfValues.length; i++) {
            codesOfValues[i] = pool.code(least + i);
        }
    }

    private void encode(LanePool pool) {
        for (int i = 0; i < codes.length; i++) {
            codes[i] = codesOfValues == null ? pool.code(lines[i]) : codesOfValues[lines[i] - least];
        }
    }

    private void gather(int window) {
        for (int tap = 0; tap < layer.taps(); tap++) {
            int from = (layer.origin(window) + layer.offset(tap)) * layer.channels() + section.firstChannel();
            System.arraycopy(layer.activations(), from, lines, tap * blocks * lanes, section.channels());
        }
    }

    /** The lines of a window, {@code [time · lanes + lane]}, zero where there is no channel; overwritten by the next. */
    int[] linesOf(int window) {
        gather(window);
        return lines;
    }
}
