package bitwright.accel.pe;

/**
 * What PEs are told of a layer before it starts: its operands' precisions by profile, and which of them carry a sign.
 *
 * @param activationBits width of an activation as two's complement where signed, else unsigned, 1 to 32
 * @param activationsSigned whether activations can be negative
 * @param weightBits width of a weight, likewise
 * @param weightsSigned whether weights can be negative
 */
public record LayerPrecision(int activationBits, boolean activationsSigned, int weightBits, boolean weightsSigned) {
    /**
     * Holds a group against this precision: what every {@link LanePe#dot} does first.
     *
     * @throws IllegalArgumentException naming the first operand that does not fit, or the numbers of operands where they
     *     differ or exceed the lanes
     */
    public void require(int[] weights, int[] activations, int lanes) {
        Operands.require(weights, activations, lanes, this);
    }
}
