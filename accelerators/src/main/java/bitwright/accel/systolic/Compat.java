package bitwright.accel.systolic;

/** Whose conventions of counting a run follows; values are not touched. */
public enum Compat {
    /** Ours, see {@code docs/cycles.md}. */
    NONE,
    /**
     * SCALE-Sim v2 (scalesim-project/SCALE-Sim 22f88b17): the cycles are the index of the last one, so one too few;
     * output writes of an output-stationary array have rows + columns too many a fold; the denominator of the compute
     * utilisation of the other two has columns − 1 too many; partial sums are never read back.
     */
    SCALESIM,
    /**
     * STONNE's output-stationary mesh (stonne-simulator/stonne 22634b8b) with ample bandwidth: a fold of m by n PEs takes
     * K + (m − 1) + (n − 1) + 5 cycles, one less where m or n is 1.
     */
    STONNE
}
