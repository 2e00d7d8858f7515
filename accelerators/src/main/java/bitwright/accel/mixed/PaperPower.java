package bitwright.accel.mixed;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;

/** What the public simulator of MixPE says that a PE draws. */
@Doc("Power of a PE as the public simulator of MixPE has it, for compat: mixpe-paper.")
public record PaperPower(
        @Doc("What a PE leaks, in nW.") @Range(min = 0, max = 1e9)
        double leakageNw,

        @Doc("What a PE takes while it works, in nW.") @Range(min = 0, max = 1e9)
        double dynamicNw) {
    public PaperPower {
        Check.ranges(PaperPower.class, leakageNw, dynamicNw);
    }
}
