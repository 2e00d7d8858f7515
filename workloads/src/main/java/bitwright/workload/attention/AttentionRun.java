package bitwright.workload.attention;

import bitwright.workload.Content;
import bitwright.workload.ContentHash;

/**
 * Layers of equal attention, without values.
 *
 * @param name the workload's name
 * @param shape of each
 * @param layers how many
 */
@Content.Kind("attention by its dimensions")
public record AttentionRun(String name, AttentionShape shape, int layers) implements Content {
    @Override
    public String origin() {
        return "extents alone: no values";
    }

    @Override
    public String contentHash() {
        int[] extents = {shape.batch(), shape.heads(), shape.queries(), shape.keys(), shape.width(), layers};
        return new ContentHash().add("attention", extents).hex();
    }
}
