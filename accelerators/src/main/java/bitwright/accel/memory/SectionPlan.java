package bitwright.accel.memory;

import bitwright.workload.WorkloadException;
import java.util.ArrayList;
import java.util.List;

/**
 * How a section's loops are ordered and blocked.
 *
 * @param order which loop is outside
 * @param blockEnds the ends of the outer loop's blocks: of filter sets, or of window sets
 * @param passingStays whether the operand that passes by once a block fits, and so comes once only
 * @param slices parts of every sum, each with weights of its own; more than 1 only where a filter set does not fit
 * @param roomBits what the activations take at most in their buffer, as far as the order goes
 * @param trafficBits bits that both operands move off chip
 */
record SectionPlan(
        Order order, List<Integer> blockEnds, boolean passingStays, int slices, long roomBits, long trafficBits) {
    enum Order {
        /** Blocks of filter sets, then window sets, then the block's filter sets. */
        FILTERS_OUTSIDE,
        /** Blocks of window sets, then filter sets, then the block's window sets. */
        WINDOWS_OUTSIDE
    }

    /** Plans a section with so many bits for activations and for weights. */
    static SectionPlan of(OutputTiles layer, int section, WindowRows rows, Buffers buffers, Room room) {
        var sizes = new Sizes(layer, section, rows);
        if (sizes.largestFilterSet > room.weights
                || layer.windowSets() == 1 && sizes.largestFilterSet > buffers.blockBits(room.weights)) {
            return sliced(layer, section, sizes, buffers, room);
        }
        var weightsStay = filtersOutside(layer, section, sizes, buffers, room);
        var activationsStay = windowsOutside(layer, section, sizes, buffers, room);
        return switch (buffers.reuse()) {
            case WEIGHTS_STAY -> weightsStay;
            case ACTIVATIONS_STAY -> activationsStay;
            case LEAST_TRAFFIC -> activationsStay.trafficBits < weightsStay.trafficBits ? activationsStay : weightsStay;
        };
    }

    /** Bits that the operands may take. */
    record Room(long activations, long weights) {}

    private static SectionPlan filtersOutside(OutputTiles layer, int section, Sizes sizes, Buffers buffers, Room room) {
        int sets = layer.filterSets(section);
        long fitting = Math.max(1, buffers.blockBits(room.weights) / Math.max(1, sizes.largestFilterSet));
        int block = sizes.heldWeights <= room.weights ? sets : (int) Math.min(sets, fitting);
        var ends = new ArrayList<Integer>();
        for (int end = block; end < sets; end += block) {
            ends.add(end);
        }
        ends.add(sets);
        boolean stays = sizes.heldActivations <= room.activations;
        long passes = stays ? 1 : ends.size();
        long wanted = stays && ends.size() > 1 ? sizes.heldActivations : 2 * sizes.largestWindowSet;
        return new SectionPlan(
                Order.FILTERS_OUTSIDE, ends, stays, 1, wanted, sizes.weights + passes * sizes.activations);
    }

    private static SectionPlan windowsOutside(OutputTiles layer, int section, Sizes sizes, Buffers buffers, Room room) {
        var ends = new ArrayList<Integer>();
        long most = 0;
        if (sizes.heldActivations > room.activations) {
            long block = buffers.blockBits(room.activations);
            int first = 0;
            for (int set = 1; set < layer.windowSets(); set++) {
                if (sizes.held(layer.firstRow(first), layer.endRow(set)) > block) {
                    most = Math.max(most, sizes.held(layer.firstRow(first), layer.endRow(set - 1)));
                    ends.add(set);
                    first = set;
                }
            }
            most = Math.max(most, sizes.held(layer.firstRow(first), layer.endRow(layer.windowSets() - 1)));
        }
        ends.add(layer.windowSets());
        boolean stays = sizes.heldWeights <= room.weights;
        long passes = stays ? 1 : ends.size();
        long wanted = ends.size() == 1 ? sizes.heldActivations : 2 * most;
        return new SectionPlan(
                Order.WINDOWS_OUTSIDE, ends, stays, 1, wanted, sizes.activations + passes * sizes.weights);
    }

    /** A filter set that does not fit passes by slice by slice, once for every set of windows. */
    private static SectionPlan sliced(OutputTiles layer, int section, Sizes sizes, Buffers buffers, Room room) {
        long slice = Math.max(1, buffers.blockBits(room.weights));
        long slices = Math.min(layer.steps(section), (sizes.largestFilterSet + slice - 1) / slice);
        long smallest = (sizes.largestFilterSet + slices - 1) / slices;
        if (smallest > room.weights) {
            throw new WorkloadException("layer " + layer.layer() + ": the weights of one step need " + smallest
                    + " bits of the weight buffer, which holds " + room.weights);
        }
        return new SectionPlan(
                Order.FILTERS_OUTSIDE,
                List.of(layer.filterSets(section)),
                false,
                (int) slices,
                2 * sizes.largestWindowSet,
                sizes.activations + layer.windowSets() * sizes.weights);
    }

    /** What a section's operands take, in bits. */
    private static final class Sizes {
        private final OutputTiles layer;
        private final int section;
        /** Off chip, each needed value once. */
        private final long activations;

        private final long weights;
        /** In the buffers. */
        private final long heldActivations;

        private final long heldWeights;
        private final long largestWindowSet;
        private final long largestFilterSet;

        Sizes(OutputTiles layer, int section, WindowRows rows) {
            this.layer = layer;
            this.section = section;
            long moved = 0;
            long held = 0;
            long largestWindows = 0;
            for (int set = 0; set < layer.windowSets(); set++) {
                moved += layer.activationOffset(section, rows.loadTo(set))
                        - layer.activationOffset(section, rows.loadFrom(set));
                held += held(rows.loadFrom(set), rows.loadTo(set));
                largestWindows = Math.max(largestWindows, held(layer.firstRow(set), layer.endRow(set)));
            }
            activations = moved;
            heldActivations = held;
            largestWindowSet = largestWindows;
            int sets = layer.filterSets(section);
            weights = layer.weightOffset(section, sets) - layer.weightOffset(section, 0);
            heldWeights = layer.heldWeightOffset(section, sets) - layer.heldWeightOffset(section, 0);
            long largestFilters = 0;
            for (int set = 0; set < sets; set++) {
                largestFilters = Math.max(
                        largestFilters,
                        layer.heldWeightOffset(section, set + 1) - layer.heldWeightOffset(section, set));
            }
            largestFilterSet = largestFilters;
        }

        long held(int fromRow, int toRow) {
            return layer.heldActivationOffset(section, toRow) - layer.heldActivationOffset(section, fromRow);
        }
    }
}
