package bitwright.accel.serial;

import bitwright.accel.memory.Buffers;
import bitwright.accel.memory.OutputTiles;
import bitwright.accel.pe.LanePe;
import bitwright.workload.Geometry;
import bitwright.workload.Layer;
import java.util.List;

/**
 * A layer on a grid as its buffers see it. Shares of a tensor (a section's channels, a row, a filter set) are in
 * proportion to their values, also where the tensor is packed.
 */
final class GridTiles implements OutputTiles {
    private final Layer layer;
    private final GridLayer work;
    private final LanePe pe;
    private final Storage storage;
    private final GridTiming timing;
    private final TileCycles cycles;
    private final Buffers buffers;
    private final int columns;
    private final int filtersPerSet;
    private final int windowSets;
    private final int rows;
    private final List<Section> sections;
    /** By section, of filters. */
    private final int[] filterSets;
    /** Tiles of all sections before. */
    private final int[] tilesBefore;
    /** Cycles that the activation buffer needs for a step of each window set; empty where it is fast enough. */
    private final long[] gatherCycles;

    GridTiles(
            GridLayer work,
            LanePe pe,
            Sync sync,
            Composition composition,
            Storage storage,
            GridTiming timing,
            Buffers buffers) {
        this.work = work;
        this.pe = pe;
        this.storage = storage;
        this.timing = timing;
        this.cycles = timing.tileCycles();
        this.buffers = buffers;
        layer = work.loaded().layer();
        columns = composition.columns();
        boolean outputColumns = work.fullyConnected() && sync.fullyConnected() == Sync.FullyConnected.OUTPUT_COLUMNS;
        filtersPerSet = composition.filtersPerSet() * (outputColumns ? columns : 1);
        windowSets = work.fullyConnected() ? 1 : ceil(work.windows(), columns);
        rows = work.fullyConnected() ? 1 : work.loaded().activations().extent(1);
        sections = Section.of(work, pe.lanes(), filtersPerSet);
        filterSets = new int[sections.size()];
        tilesBefore = new int[sections.size()];
        int tiles = 0;
        for (int section = 0; section < sections.size(); section++) {
            filterSets[section] = ceil(sections.get(section).filters(), filtersPerSet);
            tilesBefore[section] = tiles;
            tiles += windowSets * filterSets[section];
        }
        if (tiles != cycles.count()) {
            throw new IllegalStateException(
                    layer.name() + ": the buffers see " + tiles + " tiles, the grid ran " + cycles.count());
        }
        gatherCycles = buffers.activations().limitsAccess() ? gathers() : new long[0];
    }

    private static int ceil(int amount, int each) {
        return (amount + each - 1) / each;
    }

    @Override
    public String layer() {
        return layer.name();
    }

    @Override
    public int sections() {
        return sections.size();
    }

    @Override
    public int windowSets() {
        return windowSets;
    }

    @Override
    public int filterSets(int section) {
        return filterSets[section];
    }

    @Override
    public int steps(int section) {
        return work.taps() * sections.get(section).channelBlocks(pe.lanes());
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int firstRow(int windowSet) {
        return work.fullyConnected() ? 0 : clipped(firstTapRow(windowSet * columns));
    }

    @Override
    public int endRow(int windowSet) {
        if (work.fullyConnected()) {
            return 1;
        }
        int last = Math.min((windowSet + 1) * columns, work.windows()) - 1;
        Geometry geometry = layer.geometry();
        int end = firstTapRow(last) + (layer.kernelHeight() - 1) * geometry.dilationH() + 1;
        return Math.max(firstRow(windowSet), clipped(end));
    }

    /** The unpadded row of a window's first tap; negative in the padding. */
    private int firstTapRow(int window) {
        return window / work.outputWidth() * layer.geometry().strideH()
                - layer.geometry().padTop();
    }

    private int clipped(int row) {
        return Math.max(0, Math.min(rows, row));
    }

    @Override
    public long activationOffset(int section, int row) {
        return activationShare(storage.activationsOffChip(), section, row);
    }

    @Override
    public long heldActivationOffset(int section, int row) {
        return activationShare(storage.activationsHeld(), section, row);
    }

    private long activationShare(long bits, int section, int row) {
        Section of = sections.get(section);
        int channels = work.channels();
        long start = bits * of.firstChannel() / channels;
        long end = bits * (of.firstChannel() + of.channels()) / channels;
        return start + (end - start) * row / rows;
    }

    @Override
    public long weightOffset(int section, int filterSet) {
        return weightShare(storage.weightsOffChip(), section, filterSet);
    }

    @Override
    public long heldWeightOffset(int section, int filterSet) {
        return weightShare(storage.weightsHeld(), section, filterSet);
    }

    private long weightShare(long bits, int section, int filterSet) {
        Section of = sections.get(section);
        long filter = of.firstFilter() + Math.min(of.filters(), (long) filterSet * filtersPerSet);
        return bits * filter / work.filters();
    }

    @Override
    public long outputBits(int section, int windowSet, int filterSet) {
        return storage.outputBits((long) windows(windowSet) * filters(section, filterSet));
    }

    /** The first sets are the fullest. */
    @Override
    public long mostHeldOutputBits(int section) {
        return heldOutputBits(section, 0, 0);
    }

    private int windows(int windowSet) {
        return work.fullyConnected() ? 1 : Math.min(columns, work.windows() - windowSet * columns);
    }

    private int filters(int section, int filterSet) {
        return Math.min(filtersPerSet, sections.get(section).filters() - filterSet * filtersPerSet);
    }

    @Override
    public long computeCycles(int section, int windowSet, int filterSet) {
        return cycles.at(tilesBefore[section] + windowSet * filterSets[section] + filterSet);
    }

    /** Every gathering step takes the operands of all columns, one run of words a window, from where they lie in the input. */
    @Override
    public long activationAccessCycles(int section, int windowSet, int filterSet) {
        return gatherCycles.length == 0
                ? 0
                : timing.gathers(section, filterSet, steps(section)) * gatherCycles[windowSet];
    }

    private long[] gathers() {
        var sram = buffers.activations();
        int words = (int) sram.words((long) pe.lanes() * storage.activationBitsEach());
        long wordsOfPosition = (long) words * ceil(work.channelsPerGroup(), pe.lanes());
        var gathers = new long[windowSets];
        var first = new long[columns];
        for (int set = 0; set < windowSets; set++) {
            int count = windows(set);
            for (int column = 0; column < count; column++) {
                first[column] = work.origin(set * columns + column) * wordsOfPosition;
            }
            gathers[set] = sram.gatherCycles(first, count, words);
        }
        return gathers;
    }

    /** A line is the weights of all rows for one step, which lie one after another. */
    @Override
    public long weightAccessCycles(int section, int windowSet, int filterSet) {
        var sram = buffers.weights();
        if (!sram.limitsAccess()) {
            return 0;
        }
        long lanes = sections.get(section).diagonal()
                ? 1
                : Math.min(pe.lanes(), sections.get(section).channels());
        long bits = filters(section, filterSet) * lanes * storage.weightBitsEach();
        return timing.weightLines(section, filterSet, steps(section)) * sram.streamCycles(sram.words(bits));
    }
}
