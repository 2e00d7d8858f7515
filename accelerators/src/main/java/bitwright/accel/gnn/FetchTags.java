package bitwright.accel.gnn;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import java.util.Optional;

/** The queues of a fetch tag, one a nodeslot. */
@Doc("The queues of a fetch tag, one a nodeslot.")
public record FetchTags(
        @Doc("Neighbours in the address queue. RTL: 256.") @Range(min = 16, max = 65536) @Default("256")
        int addresses,

        @Doc("Beats of 64 bytes in the message queue. RTL: 16384.") @Range(min = 1, max = 16777216) @Default("16384")
        int messageBeats,

        @Doc("paper: nodes with more messages are aggregated while they are fetched; head: they are left out. By"
                + " default as the variant has it.")
        Optional<PartialResponse> partialResponse,

        @Doc("words: 4 bytes a feature; packed: the precision's bits. By default as the variant has it.")
        Optional<FeatureStorage> features) {
    public FetchTags {
        Check.ranges(FetchTags.class, addresses, messageBeats, partialResponse, features);
    }
}
