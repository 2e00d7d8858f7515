package bitwright.workload.dimensions;

/**
 * How the values of a network of dimensions are drawn.
 *
 * @param activationBits width of activations, keys and values included
 * @param weightBits width of weights
 * @param draws whether blocks have values of their own
 * @param maxElements elements of an operand or an output at most; what is larger is cut into layers of their own
 * @param blocks how many of the blocks, from the first one on
 * @param seed the run's seed
 */
public record Drawing(int activationBits, int weightBits, Draws draws, int maxElements, int blocks, long seed) {
    /** Whether blocks have values of their own. */
    public enum Draws {
        /** All blocks have the same values, and so have generated tokens: what is equal is simulated once. */
        ONCE,
        /** Every layer has values of its own. */
        EACH
    }
}
