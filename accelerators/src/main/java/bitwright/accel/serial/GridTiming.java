package bitwright.accel.serial;

import bitwright.accel.pe.Work;
import bitwright.sim.energy.Ledger;
import java.util.Map;

/** The time and the work of a layer at step fidelity. */
interface GridTiming {
    /** Cycles of each tile, in order; their sum is the layer's compute. */
    TileCycles tileCycles();

    /** Cycles in which the pipeline drains and, fully connected, the columns' partial sums are added up. */
    long fillCycles();

    /** Additions of partial sums across columns. */
    long reductionAdds();

    /** Work summed over the PEs that have a window and a filter; the pieces of a composed operand count once. */
    Work peWork();

    /** The same work summed over their lanes with an operand. */
    Work laneWork();

    /** Activations that the grid fetches from its buffer; the rows of a column share one fetch. */
    long activationReads();

    /** Weights that it fetches; the columns of a row share one fetch. */
    long weightReads();

    /**
     * How often a filter set has its windows' activations gathered.
     *
     * @param steps as often, where each step does so once for all tiles
     */
    default int gathers(int section, int filterSet, int steps) {
        return steps;
    }

    /**
     * How many lines of weights a filter set reads, each of all its rows and lanes.
     *
     * @param steps as many, where each step reads one
     */
    default int weightLines(int section, int filterSet, int steps) {
        return steps;
    }

    /** Weights that lie in memory, where they are not the tensor's as it is. */
    default long storedWeights(long ofTensor) {
        return ofTensor;
    }

    /** Bits that lie beside each of them. */
    default int bitsBesideWeight() {
        return 0;
    }

    /** Counts what stands between the buffers and the PEs. */
    default void charge(Ledger ledger) {}

    /** Adds what is worth knowing of the layer's steps. */
    default void describe(Map<String, Double> statistics) {}
}
