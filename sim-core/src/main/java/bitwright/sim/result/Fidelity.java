package bitwright.sim.result;

/** How closely time was simulated; wherever two exist for a machine, tests hold them equal. */
public enum Fidelity {
    /** Registers tick, every cycle. */
    CYCLE,
    /** One event a tile step. */
    STEP,
    /** A formula, where one is exact. */
    CLOSED
}
