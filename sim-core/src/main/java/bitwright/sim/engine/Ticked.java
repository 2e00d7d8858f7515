package bitwright.sim.engine;

/**
 * Registers that change together at a clock's edge, in two steps, so that it does not matter who goes first: all members
 * of a {@link TickGroup} compute, then all commit.
 */
public interface Ticked {
    /** Computes the next state from the present state of the members; changes nothing that another one reads. */
    void compute();

    /** Makes the next state the present one. Returns whether there is something to do at the next edge. */
    boolean commit();
}
