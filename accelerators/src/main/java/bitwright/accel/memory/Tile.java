package bitwright.accel.memory;

import java.util.List;

/**
 * A piece of a layer's work: the array runs it without a break once its operands are there.
 *
 * @param label what it is, for timelines
 * @param computeCycles cycles of the array's steps
 * @param activationAccessCycles cycles that the activation buffer needs for the tile's accesses; 0 if it is fast enough
 * @param weightAccessCycles the same of the weight buffer
 * @param fetches operands that no tile before has left in the buffers
 * @param outputBits room that the tile's outputs need, beside what is fetched there
 * @param storedBits what crosses the off-chip interface when the tile is done
 * @param storeAddress the first stored bit's number off chip
 * @param freedOutputBits room that is free again once it has
 * @param freedActivationBits bits of activations that no later tile needs
 * @param freedWeightBits bits of weights that no later tile needs
 */
public record Tile(
        Label label,
        long computeCycles,
        long activationAccessCycles,
        long weightAccessCycles,
        List<Fetch> fetches,
        long outputBits,
        long storedBits,
        long storeAddress,
        long freedOutputBits,
        long freedActivationBits,
        long freedWeightBits) {
    /**
     * What a tile works on.
     *
     * @param section filters on the same channels
     * @param windows the set of windows
     * @param filters the set of filters
     * @param slice the part of the sum
     */
    public record Label(int section, int windows, int filters, int slice) {
        @Override
        public String toString() {
            return "windows " + windows + " filters " + filters + (section > 0 ? " section " + section : "")
                    + (slice > 0 ? " slice " + slice : "");
        }
    }

    /** Cycles in which the array is held by the tile: the slowest of steps and buffers, which work side by side. */
    long heldCycles() {
        return Math.max(computeCycles, Math.max(activationAccessCycles, weightAccessCycles));
    }
}
