package bitwright.accel.memory;

/** Which operand stays in its buffer while the other passes by, where not both fit. */
public enum Reuse {
    /** Whichever of the two moves fewer bits, weights where both move as many. */
    LEAST_TRAFFIC,
    /** Weights come once; activations as often as there are blocks of weights that fit. */
    WEIGHTS_STAY,
    /** Activations come once; weights as often as there are blocks of activations that fit. */
    ACTIVATIONS_STAY
}
