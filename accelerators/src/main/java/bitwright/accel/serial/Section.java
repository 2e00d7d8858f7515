package bitwright.accel.serial;

import java.util.ArrayList;
import java.util.List;

/**
 * Filters that the grid can run side by side on the same channels: a group of a convolution, or as many filters of a
 * depthwise layer as find a lane each. Sections run one after another.
 *
 * @param firstFilter the first filter
 * @param filters how many
 * @param firstChannel the first input channel that they read
 * @param channels how many
 * @param diagonal whether each filter reads one channel of its own, so that a row uses a single lane
 */
record Section(int firstFilter, int filters, int firstChannel, int channels, boolean diagonal) {

    static List<Section> of(GridLayer layer, int lanes, int rowsOfAllTiles) {
        int groups = layer.groups();
        int filtersPerGroup = layer.filters() / groups;
        int channelsPerGroup = layer.channels() / groups;
        var sections = new ArrayList<Section>();
        if (groups > 1 && channelsPerGroup == 1) {
            // Broadcast columns deliver `lanes` channels a step, and a filter needs a row: the smaller number counts.
            int side = Math.min(lanes, rowsOfAllTiles);
            for (int first = 0; first < layer.filters(); first += side) {
                int count = Math.min(side, layer.filters() - first);
                int firstChannel = first / filtersPerGroup;
                int lastChannel = (first + count - 1) / filtersPerGroup;
                sections.add(new Section(first, count, firstChannel, lastChannel - firstChannel + 1, true));
            }
        } else {
            for (int group = 0; group < groups; group++) {
                sections.add(new Section(
                        group * filtersPerGroup, filtersPerGroup, group * channelsPerGroup, channelsPerGroup, false));
            }
        }
        return sections;
    }

    int channelBlocks(int lanes) {
        return (channels + lanes - 1) / lanes;
    }

    /** Lanes with an operand in a channel block. */
    int channelsInBlock(int block, int lanes) {
        return Math.min(lanes, channels - block * lanes);
    }
}
