package bitwright.accel.memory;

/**
 * A layer on a machine that keeps outputs in its array until they are done: sets of windows by sets of filters, in sections
 * one after another, each with channels and filters of its own (the groups of a convolution). Windows count along x first,
 * so that a set meets whole rows of the input, and later sets never meet earlier rows than the sets before.
 */
public interface OutputTiles {
    String layer();

    int sections();

    /** Sets of windows, of every section. */
    int windowSets();

    int filterSets(int section);

    /** Parts that the sum of an output can be cut into at most: its steps. */
    int steps(int section);

    /** The first input row that a set of windows meets. */
    int firstRow(int windowSet);

    /** The row after the last one; the first row if the set meets padding only. */
    int endRow(int windowSet);

    /** The input's rows. */
    int rows();

    /** Where a row's activations begin off chip, in bits from the first; at {@link #rows()} where they all end. */
    long activationOffset(int section, int row);

    /** The same in the buffer. */
    long heldActivationOffset(int section, int row);

    /** Where a filter set's weights begin off chip, in bits from the first; at {@link #filterSets} where they end. */
    long weightOffset(int section, int filterSet);

    /** The same in the buffer. */
    long heldWeightOffset(int section, int filterSet);

    /** Bits of the outputs of a set of windows and a set of filters, off chip. */
    long outputBits(int section, int windowSet, int filterSet);

    /** The same in the buffer. */
    default long heldOutputBits(int section, int windowSet, int filterSet) {
        return outputBits(section, windowSet, filterSet);
    }

    /** The most that one tile of a section has of them. */
    default long mostHeldOutputBits(int section) {
        long most = 0;
        for (int window = 0; window < windowSets(); window++) {
            for (int filter = 0; filter < filterSets(section); filter++) {
                most = Math.max(most, heldOutputBits(section, window, filter));
            }
        }
        return most;
    }

    /** Cycles of the array's steps for them. */
    long computeCycles(int section, int windowSet, int filterSet);

    /** Cycles that the activation buffer needs to feed those steps; 0 if it is fast enough. */
    long activationAccessCycles(int section, int windowSet, int filterSet);

    /** The same of the weight buffer. */
    long weightAccessCycles(int section, int windowSet, int filterSet);
}
