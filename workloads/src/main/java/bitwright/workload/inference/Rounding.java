package bitwright.workload.inference;

/** How a scaled sum becomes an integer; TensorFlow Lite Micro can be built either way. */
public enum Rounding {
    /** A rounding high multiplication, then a rounding shift: the default of TensorFlow Lite Micro. */
    DOUBLE,
    /** One rounding of the exact product, ties upwards. */
    SINGLE
}
