package bitwright.accel.pe;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import java.util.Locale;

/** Where an operand's precision comes from, and who shares a detector. In YAML {@code profiled} alone is short for the record. */
@Doc("Where an operand's precision comes from: profiled, or { detect: dynamic, group: 16 }.")
public record PrecisionRule(
        @Doc("profiled: the layer's precision by profile; dynamic: detected at run time from the group's operands; "
                + "static: the group's own, found before the network runs (weights only).")
        Detect detect,

        @Doc("Columns (activations) or rows (weights) that share one detector.")
        @Range(min = 1, max = 4096)
        @Default("1")
        int group,

        @Doc("Whether the detector also leaves out zeros below the group's lowest set bit (leading and trailing one).")
        @Default("false")
        boolean trailingZeros,

        @Doc("Whether only even widths are used, which halves the control wires.") @Default("false")
        boolean evenWidths) {
    public enum Detect {
        PROFILED,
        DYNAMIC,
        STATIC
    }

    public static final PrecisionRule PROFILED = new PrecisionRule(Detect.PROFILED, 1, false, false);

    public PrecisionRule {
        Check.ranges(PrecisionRule.class, detect, group, trailingZeros, evenWidths);
    }

    /** Detection of the leading one at run time. */
    public static PrecisionRule dynamic(int group) {
        return new PrecisionRule(Detect.DYNAMIC, group, false, false);
    }

    /** The short form: the detection alone, with a group of one. */
    public static PrecisionRule of(String detect) {
        for (Detect known : Detect.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(detect)) {
                return new PrecisionRule(known, 1, false, false);
            }
        }
        throw new IllegalArgumentException("detect must be profiled, dynamic or static, got '" + detect + "'");
    }

    /** Whether a group's width is that of its own values. */
    public boolean ofGroup() {
        return detect != Detect.PROFILED;
    }

    /** Whether somebody looks at the values while the network runs. */
    public boolean isDynamic() {
        return detect == Detect.DYNAMIC;
    }

    /** Throws unless the rule can be one of activations, whose values are not known beforehand. */
    void requireOfActivations() {
        Check.that(
                detect != Detect.STATIC,
                "activationPrecision",
                "cannot be static: activations are not known before the network runs");
    }
}
