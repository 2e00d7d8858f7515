package bitwright.config;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.workload.synthetic.Outliers;
import java.util.Optional;

/** Channels of synthetic values that are larger than the others in every row. */
@Doc("Channels whose values are larger than those of the others in every row, as large transformers have them.")
public record OutlierChannels(
        @Doc("Share of the channels; where it is above 0, at least one.") @Range(min = 0, max = 1)
        double share,

        @Doc("How many times the others' standard deviation theirs is.") @Range(min = 1, max = 4096)
        int factor) {
    public OutlierChannels {
        Check.ranges(OutlierChannels.class, share, factor);
    }

    static Outliers of(Optional<OutlierChannels> said) {
        return said.map(one -> new Outliers(one.share, one.factor)).orElse(Outliers.NONE);
    }
}
