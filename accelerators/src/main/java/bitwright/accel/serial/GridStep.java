package bitwright.accel.serial;

/**
 * One step of the grid: one tap and one block of channels of some windows, for some filters.
 *
 * @param section the filters that may run side by side
 * @param firstWindow the first column's window
 * @param windows how many columns have one
 * @param firstFilter the first row's filter
 * @param filters how many rows have one
 * @param tap the kernel position
 * @param block the block of channels
 */
record GridStep(Section section, int firstWindow, int windows, int firstFilter, int filters, int tap, int block) {

    /** The activations of a window, one a lane. */
    int[] activations(GridLayer layer, int window, int lanes) {
        int count = section.channelsInBlock(block, lanes);
        int start =
                (layer.origin(window) + layer.offset(tap)) * layer.channels() + section.firstChannel() + block * lanes;
        var gathered = new int[count];
        System.arraycopy(layer.activations(), start, gathered, 0, count);
        return gathered;
    }

    /** The weights of a filter, one a lane; a row of a diagonal section uses only the lane of its own channel. */
    int[] weights(GridLayer layer, int filter, int lanes) {
        int count = section.channelsInBlock(block, lanes);
        var gathered = new int[count];
        int filterStart = filter * layer.depth();
        if (section.diagonal()) {
            int filtersPerChannel = layer.filters() / layer.groups();
            gathered[filter / filtersPerChannel - section.firstChannel()] = layer.weights()[filterStart + tap];
        } else {
            int start = filterStart + tap * layer.channelsPerGroup() + block * lanes;
            System.arraycopy(layer.weights(), start, gathered, 0, count);
        }
        return gathered;
    }
}
