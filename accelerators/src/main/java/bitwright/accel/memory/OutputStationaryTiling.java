package bitwright.accel.memory;

import bitwright.sim.memory.Sram;
import bitwright.workload.WorkloadException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The tiles of a machine whose outputs stay in the array until they are done: one set of windows by one set of filters, in
 * the order that the buffers and {@link Reuse} give.
 *
 * <p>Where one operand stays, its blocks are as large as fit: the whole buffer if one block is all, half of it if the next
 * block is to be fetched beside it. Of activations whole input rows come, each with the first windows that meet it, and go
 * with the last; rows that no window meets stay off chip. Outputs leave as soon as they are done and never come back.
 * What activations and outputs leave free of their buffer, each may use half of, so that more can be fetched ahead.
 *
 * <p>Off chip every operand lies in the order in which it is first needed, outputs in the order in which they are done, each
 * beginning at a multiple of {@link #ALIGNMENT_BITS}.
 */
public final class OutputStationaryTiling implements TileStream {
    /** Operands begin at addresses that are multiples of 4 KiB. */
    static final long ALIGNMENT_BITS = 32768;

    private final OutputTiles layer;
    private final Buffers buffers;
    private final WindowRows rows;
    private final List<SectionPlan> plans = new ArrayList<>();
    private final long activationRoom;
    private final long outputRoom;
    private final long weightRoom;

    /** Throws {@link WorkloadException} if the smallest tile does not fit. */
    public OutputStationaryTiling(OutputTiles layer, Buffers buffers) {
        this.layer = layer;
        this.buffers = buffers;
        rows = new WindowRows(layer);
        long capacity = buffers.activations().capacityBits();
        weightRoom = buffers.weights().capacityBits();
        long outputs = leastOutputRoom(capacity);
        if (buffers.outputs().isPresent()) {
            outputRoom = buffers.outputs().get().capacityBits();
            activationRoom = capacity;
            plan(new SectionPlan.Room(capacity, weightRoom));
            return;
        }
        long wanted = plan(new SectionPlan.Room(capacity - outputs, weightRoom));
        long spare = Math.max(0, capacity - outputs - wanted);
        outputRoom = outputs + spare / 2;
        activationRoom = capacity - outputRoom;
    }

    /** Plans every section; returns what the activations take at most. */
    private long plan(SectionPlan.Room room) {
        long wanted = 0;
        for (int section = 0; section < layer.sections(); section++) {
            var plan = SectionPlan.of(layer, section, rows, buffers, room);
            plans.add(plan);
            wanted = Math.max(wanted, plan.roomBits());
        }
        return wanted;
    }

    /** Room for the outputs of one tile, and if there is more, for those of the tile before, which are on their way out. */
    private long leastOutputRoom(long capacity) {
        long outputs = 0;
        long inputs = 0;
        for (int section = 0; section < layer.sections(); section++) {
            outputs = Math.max(outputs, layer.mostHeldOutputBits(section));
            for (int window = 0; window < layer.windowSets(); window++) {
                inputs = Math.max(
                        inputs,
                        layer.heldActivationOffset(section, layer.endRow(window))
                                - layer.heldActivationOffset(section, layer.firstRow(window)));
            }
        }
        if (buffers.outputs().isPresent()) {
            requireRoom(inputs, "input rows of one set of windows", Buffers.ACTIVATION_BUFFER, capacity);
            long room = buffers.outputs().get().capacityBits();
            requireRoom(outputs, "outputs of one tile", buffers.outputBufferName(), room);
            return room;
        }
        if (inputs + outputs > capacity) {
            throw new WorkloadException("layer " + layer.layer() + ": the smallest tile needs " + (inputs + outputs)
                    + " bits of the activation buffer (" + inputs + " for the input rows of one set of windows, "
                    + outputs
                    + " for its outputs), which holds " + capacity);
        }
        return buffers.doubleBuffered() && inputs + 2 * outputs <= capacity ? 2 * outputs : outputs;
    }

    private void requireRoom(long bits, String what, String buffer, long capacity) {
        if (bits > capacity) {
            throw new WorkloadException("layer " + layer.layer() + ": the " + what + " need " + bits + " bits of the "
                    + buffer + ", which holds " + capacity);
        }
    }

    @Override
    public String layer() {
        return layer.layer();
    }

    @Override
    public boolean prefetches() {
        return buffers.doubleBuffered();
    }

    @Override
    public long capacityBits(Space space) {
        return switch (space) {
            case ACTIVATIONS -> activationRoom;
            case WEIGHTS -> weightRoom;
            case OUTPUTS -> outputRoom;
        };
    }

    @Override
    public Iterator<Tile> tiles() {
        return new Tiles();
    }

    private static long aligned(long bits) {
        return (bits + ALIGNMENT_BITS - 1) / ALIGNMENT_BITS * ALIGNMENT_BITS;
    }

    /** The loops, turned inside out. */
    private final class Tiles implements Iterator<Tile> {
        private final long weightBase;
        private long nextOutput;
        private int section;
        private int block;
        private int window;
        private int filter;
        private int slice;

        // What holds throughout a block.
        private SectionPlan plan;
        private int slices;
        private boolean filtersOutside;
        private int blockStart;
        private int lastFilter;
        private int lastWindow;
        private boolean come;
        private boolean go;

        Tiles() {
            long activations = 0;
            long weights = 0;
            for (int i = 0; i < layer.sections(); i++) {
                activations = Math.max(activations, layer.activationOffset(i, layer.rows()));
                weights = Math.max(weights, layer.weightOffset(i, layer.filterSets(i)));
            }
            weightBase = aligned(activations);
            nextOutput = aligned(weightBase + weights);
            if (hasNext()) {
                enterBlock();
            }
        }

        private void enterBlock() {
            plan = plans.get(section);
            slices = plan.slices();
            filtersOutside = plan.order() == SectionPlan.Order.FILTERS_OUTSIDE;
            blockStart = block == 0 ? 0 : plan.blockEnds().get(block - 1);
            int blockEnd = plan.blockEnds().get(block);
            lastFilter = (filtersOutside ? blockEnd : layer.filterSets(section)) - 1;
            lastWindow = (filtersOutside ? layer.windowSets() : blockEnd) - 1;
            // The operand of the outer loop comes in its block's first pass and goes in the last one; what passes
            // by comes and goes once a block, or once only where all of it stays.
            come = block == 0 || !plan.passingStays();
            go = block == plan.blockEnds().size() - 1 || !plan.passingStays();
            window = filtersOutside ? 0 : blockStart;
            filter = filtersOutside ? blockStart : 0;
        }

        @Override
        public boolean hasNext() {
            return section < layer.sections();
        }

        @Override
        public Tile next() {
            boolean done = slice == slices - 1;
            boolean activationsCome = filtersOutside ? filter == blockStart && come && slice == 0 : filter == 0;
            boolean activationsGo = filter == lastFilter && done && (!filtersOutside || go);
            boolean weightsCome = slices > 1 || (filtersOutside ? window == 0 : window == blockStart && come);
            boolean weightsGo = slices > 1 || window == lastWindow && (filtersOutside || go);

            List<Fetch> fetches = activationsCome || weightsCome ? new ArrayList<>(2) : List.of();
            if (activationsCome) {
                fetch(fetches, rows.loadFrom(window), rows.loadTo(window));
            }
            long heldWeights = weightsCome || weightsGo ? heldWeightAt(slice + 1) - heldWeightAt(slice) : 0;
            if (weightsCome) {
                long from = weightAt(slice);
                long bits = weightAt(slice + 1) - from;
                if (bits > 0) {
                    fetches.add(new Fetch(Space.WEIGHTS, weightBase + from, bits, heldWeights));
                }
            }
            long freed = activationsGo
                    ? layer.heldActivationOffset(section, rows.freeTo(window))
                            - layer.heldActivationOffset(section, rows.freeFrom(window))
                    : 0;
            long outputs = layer.outputBits(section, window, filter);
            long heldOutputs = layer.heldOutputBits(section, window, filter);
            var tile = new Tile(
                    new Tile.Label(section, window, filter, slice),
                    part(layer.computeCycles(section, window, filter)),
                    activationAccessCycles(fetches, done && buffers.outputs().isEmpty() ? heldOutputs : 0),
                    weightAccessCycles(fetches),
                    fetches,
                    slice == 0 ? heldOutputs : 0,
                    done ? outputs : 0,
                    nextOutput,
                    done ? heldOutputs : 0,
                    freed,
                    weightsGo ? heldWeights : 0);
            nextOutput += done ? outputs : 0;
            advance();
            return tile;
        }

        private void fetch(List<Fetch> fetches, int from, int to) {
            long start = layer.activationOffset(section, from);
            long bits = layer.activationOffset(section, to) - start;
            long held = layer.heldActivationOffset(section, to) - layer.heldActivationOffset(section, from);
            if (bits > 0) {
                fetches.add(new Fetch(Space.ACTIVATIONS, start, bits, held));
            }
        }

        private long weightAt(int part) {
            long start = layer.weightOffset(section, filter);
            return start + upTo(part, layer.weightOffset(section, filter + 1) - start);
        }

        private long heldWeightAt(int part) {
            long start = layer.heldWeightOffset(section, filter);
            return start + upTo(part, layer.heldWeightOffset(section, filter + 1) - start);
        }

        /** The present slice's share of an amount; the shares of all slices add up to it. */
        private long part(long amount) {
            return slices == 1 ? amount : upTo(slice + 1, amount) - upTo(slice, amount);
        }

        private long upTo(int part, long amount) {
            return amount * part / slices;
        }

        private long activationAccessCycles(List<Fetch> fetches, long outputs) {
            Sram sram = buffers.activations();
            return sram.limitsAccess()
                    ? part(layer.activationAccessCycles(section, window, filter))
                            + passing(sram, fetches, Space.ACTIVATIONS, outputs)
                    : 0;
        }

        private long weightAccessCycles(List<Fetch> fetches) {
            Sram sram = buffers.weights();
            return sram.limitsAccess()
                    ? part(layer.weightAccessCycles(section, window, filter)) + passing(sram, fetches, Space.WEIGHTS, 0)
                    : 0;
        }

        /** Cycles for what comes from off chip, and for outputs on their way in and out. */
        private static long passing(Sram sram, List<Fetch> fetches, Space space, long outputs) {
            long coming = fetches.stream()
                    .filter(fetch -> fetch.space() == space)
                    .mapToLong(fetch -> sram.words(fetch.heldBits()))
                    .sum();
            return sram.streamCycles(coming) + sram.streamCycles(2 * sram.words(outputs));
        }

        private void advance() {
            if (++slice < slices) {
                return;
            }
            slice = 0;
            if (filtersOutside ? ++filter <= lastFilter : ++window <= lastWindow) {
                return;
            }
            if (filtersOutside) {
                filter = blockStart;
                if (++window <= lastWindow) {
                    return;
                }
            } else {
                window = blockStart;
                if (++filter <= lastFilter) {
                    return;
                }
            }
            if (++block == plan.blockEnds().size()) {
                block = 0;
                section++;
            }
            if (hasNext()) {
                enterBlock();
            }
        }
    }
}
