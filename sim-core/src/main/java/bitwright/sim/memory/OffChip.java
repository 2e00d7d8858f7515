package bitwright.sim.memory;

import bitwright.sim.energy.Ledger;
import bitwright.sim.engine.Handler;
import java.util.Map;

/**
 * An off-chip memory at work on an engine. Transfers are begun in the order in which they are handed over, and transfers of
 * one direction are reported in that order, too; more of them may be under way at once.
 */
public interface OffChip {
    /** The component that off-chip energy is billed to. */
    String COMPONENT = "off-chip memory";

    /** Which way bits move. */
    enum Direction {
        /** From the memory to the machine. */
        READ,
        /** From the machine to the memory. */
        WRITE
    }

    /**
     * Hands over a transfer.
     *
     * @param address the first bit's number, from 0
     * @param bits how many, at least 1
     * @param done called in phase REACT, in this tick or a later one, once the last bit has arrived, or has left the machine
     * @param argument what {@code done} is called with
     */
    void transfer(Direction direction, long address, long bits, Handler done, long argument);

    /** Whether every transfer is done in the tick in which it is handed over, so that {@link #moved} may stand for it. */
    default boolean isInstant() {
        return false;
    }

    /** Counts bits that a memory that {@link #isInstant} has moved, without an event. */
    default void moved(long bits) {
        throw new UnsupportedOperationException("a transfer of this memory takes time");
    }

    /** Counts what all transfers so far have spent, once the engine has run out of events. */
    void charge(Ledger ledger);

    /** Further numbers that the memory wants to show then, each with its unit in the name. */
    default Map<String, Double> statistics() {
        return Map.of();
    }
}
