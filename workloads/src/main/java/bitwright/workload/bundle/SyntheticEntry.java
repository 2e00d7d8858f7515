package bitwright.workload.bundle;

import bitwright.workload.synthetic.Distribution;
import bitwright.workload.synthetic.Outliers;
import bitwright.workload.synthetic.SyntheticSpec;
import bitwright.workload.yaml.YamlMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The {@code synthetic:} key of a bundle: for all layers, or for one operand. */
record SyntheticEntry(Optional<Values> activations, Optional<Values> weights) {
    static SyntheticEntry read(YamlMap at) {
        var entry = new SyntheticEntry(
                at.map("activations").map(map -> Values.read(map, false)),
                at.map("weights").map(map -> Values.read(map, false)));
        at.close();
        return entry;
    }

    /** What is said about an operand's values; what is not said comes from the wider entry. */
    record Values(
            Optional<Distribution> distribution,
            Optional<Double> zeroFraction,
            Optional<Integer> sigma,
            Optional<Integer> maxMagnitude,
            Optional<Long> seed,
            Optional<Outliers> outliers) {
        static final Values NONE = new Values(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        /** Reads an operand's own values; those of a whole bundle have no seed, or all tensors would be alike. */
        static Values read(YamlMap at, boolean own) {
            Optional<Double> zeros = at.number("zeroFraction");
            if (zeros.isPresent() && !(zeros.get() >= 0 && zeros.get() <= 1)) {
                at.problem("zeroFraction", "must be between 0 and 1, got " + zeros.get());
            }
            var values = new Values(
                    at.word("distribution", Distribution::of),
                    zeros,
                    at.integer("sigma", 0, 1 << 24),
                    at.integer("maxMagnitude", 1, Integer.MAX_VALUE),
                    own ? at.bits("seed") : Optional.empty(),
                    at.map("outliers").flatMap(Values::outliers));
            at.close();
            return values;
        }

        private static Optional<Outliers> outliers(YamlMap at) {
            Optional<Double> share = at.number("share");
            Optional<Integer> factor = at.integer("factor", 1, 4096);
            if (!at.has("share")) {
                at.missing("share");
            }
            if (!at.has("factor")) {
                at.missing("factor");
            }
            if (share.isPresent() && !(share.get() >= 0 && share.get() <= 1)) {
                at.problem("share", "must be between 0 and 1, got " + share.get());
                share = Optional.empty();
            }
            at.close();
            return share.isEmpty() || factor.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Outliers(share.get(), factor.get()));
        }

        /** The values with everything said, by the operand itself, by the bundle, or by the defaults. */
        SyntheticSpec.Values over(Optional<Values> wider, SyntheticSpec.Values defaults) {
            Values other = wider.orElse(NONE);
            return new SyntheticSpec.Values(
                    distribution.or(other::distribution).orElse(defaults.distribution()),
                    zeroFraction.or(other::zeroFraction).orElse(defaults.zeroFraction()),
                    sigma.or(other::sigma).orElse(defaults.sigma()),
                    maxMagnitude.or(other::maxMagnitude).map(OptionalInt::of).orElse(defaults.maxMagnitude()),
                    seed.or(other::seed).map(OptionalLong::of).orElse(defaults.seed()),
                    outliers.or(other::outliers).orElse(defaults.outliers()));
        }
    }
}
