package bitwright.sim.result;

/**
 * How a layer's output values were checked against the reference inference, and what came of it.
 *
 * @param method how the values came about
 * @param outputs output values of the layer
 * @param compared outputs recomputed through the PE's own recoding and compared
 * @param mismatches compared outputs that differ from the reference; 0 in a sound run
 * @param firstMismatch the first difference in words, or empty
 */
public record ValueCheck(Method method, long outputs, long compared, long mismatches, String firstMismatch) {
    public enum Method {
        /** Every output went through the PE's recoding. */
        RECOMPUTED,
        /** A seeded sample of the outputs went through it. */
        SAMPLED,
        /** None did: the PE contract's tests cover the kernel, only cycles were run. */
        PROVEN
    }

    public static ValueCheck proven(long outputs) {
        return new ValueCheck(Method.PROVEN, outputs, 0, 0, "");
    }

    public boolean passed() {
        return mismatches == 0;
    }
}
