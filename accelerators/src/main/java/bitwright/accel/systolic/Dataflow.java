package bitwright.accel.systolic;

/**
 * What stays in the PEs while the rest moves. A layer is a matrix product of M output positions by N filters, K deep;
 * two of the three extents lie across the array, the third is time.
 */
public enum Dataflow {
    /** Sums stay: M across the rows, N across the columns, K in time. */
    OUTPUT_STATIONARY,
    /** Weights stay: K across the rows, N across the columns, M in time; partial sums move down. */
    WEIGHT_STATIONARY,
    /** Activations stay: K across the rows, M across the columns, N in time; partial sums move down. */
    INPUT_STATIONARY;

    int acrossRows(Gemm gemm) {
        return this == OUTPUT_STATIONARY ? gemm.m() : gemm.k();
    }

    int acrossColumns(Gemm gemm) {
        return this == INPUT_STATIONARY ? gemm.m() : gemm.n();
    }

    int inTime(Gemm gemm) {
        return switch (this) {
            case OUTPUT_STATIONARY -> gemm.k();
            case WEIGHT_STATIONARY -> gemm.m();
            case INPUT_STATIONARY -> gemm.n();
        };
    }

    /** Whether an operand is loaded into the PEs before the other one streams. */
    boolean loads() {
        return this != OUTPUT_STATIONARY;
    }
}
