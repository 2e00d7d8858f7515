package bitwright.accel.serial;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.workload.Encoding;
import bitwright.workload.codec.GroupCodec;
import bitwright.workload.codec.GroupCodec.Signs;
import java.util.Locale;

/** How operands lie in memory. In YAML the scheme alone is short for the record. */
@Doc("How operands lie in memory: none, or { scheme: per-group, group: 16, zeroMap: true, onChip: false }.")
public record Compression(
        @Doc("none: every value as wide as the next; per-group: as wide as the widest value of its group of"
                + " consecutive channels (DPRed, ShapeShifter).")
        Scheme scheme,

        @Doc("Values of a group.") @Range(min = 1, max = 32) @Default("16")
        int group,

        @Doc("Whether a tensor may leave out its zeros and keep a map of them, where that is smaller.") @Default("true")
        boolean zeroMap,

        @Doc("Whether operands are packed in the on-chip buffers too, and unpacked each time they are read.")
        @Default("false")
        boolean onChip) {
    public enum Scheme {
        NONE,
        PER_GROUP
    }

    public static final Compression NONE = new Compression(Scheme.NONE, 16, true, false);

    public Compression {
        Check.ranges(Compression.class, scheme, group, zeroMap, onChip);
        Check.that(!onChip || scheme != Scheme.NONE, "onChip", "needs a scheme other than none");
    }

    /** The short form: the scheme alone, off chip, in groups of 16 with zero maps. */
    public static Compression of(String scheme) {
        for (Scheme known : Scheme.values()) {
            if (known.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(scheme)) {
                return new Compression(known, 16, true, false);
            }
        }
        throw new IllegalArgumentException("scheme must be none or per-group, got '" + scheme + "'");
    }

    boolean packs() {
        return scheme != Scheme.NONE;
    }

    /** The codec of a tensor of that meaning. Whether there are signs, and how wide a value can be, is known beforehand. */
    GroupCodec codec(Encoding encoding) {
        return new GroupCodec(
                group,
                GroupCodec.metadataBits(encoding.precisionBits()),
                zeroMap,
                encoding.signed() ? Signs.EVERY_VALUE : Signs.NONE);
    }
}
