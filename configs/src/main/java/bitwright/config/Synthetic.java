package bitwright.config;

import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.workload.synthetic.Distribution;
import bitwright.workload.synthetic.SyntheticSpec;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Seeded values for layers that are shapes alone. */
@Doc("Seeded values for layers that are shapes alone.")
public record Synthetic(
        @Doc("Width of both operands in bits.") @Range(min = 2, max = 16) @Default("8")
        int bits,

        @Doc("Activations, never negative.") Values activations,
        @Doc("Weights.") Values weights) {

    /** How one operand's values are spread. */
    @Doc("How one operand's values are spread.")
    public record Values(
            @Doc("rectified-normal, never negative, or product-normal, peaked and heavy-tailed.")
            Distribution distribution,

            @Doc("Share of zeros.") @Range(min = 0, max = 1) double zeroFraction,

            @Doc("Standard deviation in units of the value.") @Range(min = 0, max = 16777216)
            int sigma,

            @Doc("Larger magnitudes become this one; by default the most that the bits hold.")
            Optional<Integer> maxMagnitude,

            @Doc("Channels whose values are larger than the others'; by default none.")
            Optional<OutlierChannels> outliers) {
        private SyntheticSpec.Values spec() {
            var clip = maxMagnitude.map(OptionalInt::of).orElse(OptionalInt.empty());
            return new SyntheticSpec.Values(
                    distribution, zeroFraction, sigma, clip, OptionalLong.empty(), OutlierChannels.of(outliers));
        }
    }

    public SyntheticSpec spec() {
        return new SyntheticSpec(activations.spec(), weights.spec());
    }
}
