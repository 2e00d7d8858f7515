package bitwright.accel.mixed;

/**
 * What the public simulator of MixPE says that a problem costs.
 *
 * @param computeCycles cycles in which the array multiplies
 * @param stallCycles cycles in which it waits for its operands
 * @param weightReads bits read from the weight buffer; every multiplier reads its own weight every cycle
 * @param weightWrites bits written to it
 * @param activationReads bits read from the activation buffer, likewise
 * @param activationWrites bits written to it
 * @param outputReads bits read from the output buffer
 * @param outputWrites bits written to it
 * @param dramReads bits read off chip
 * @param dramWrites bits written off chip
 * @param staticNj what off-chip memory takes whether it is used or not, in nJ
 * @param dramNj of its transfers
 * @param bufferNj of the buffers' accesses
 * @param coreNj of the PEs
 */
public record PaperCost(
        long computeCycles,
        long stallCycles,
        long weightReads,
        long weightWrites,
        long activationReads,
        long activationWrites,
        long outputReads,
        long outputWrites,
        long dramReads,
        long dramWrites,
        double staticNj,
        double dramNj,
        double bufferNj,
        double coreNj) {
    public long cycles() {
        return computeCycles + stallCycles;
    }

    public double totalNj() {
        return staticNj + dramNj + bufferNj + coreNj;
    }

    /** The same so often. */
    public PaperCost times(int count) {
        return new PaperCost(
                count * computeCycles,
                count * stallCycles,
                count * weightReads,
                count * weightWrites,
                count * activationReads,
                count * activationWrites,
                count * outputReads,
                count * outputWrites,
                count * dramReads,
                count * dramWrites,
                count * staticNj,
                count * dramNj,
                count * bufferNj,
                count * coreNj);
    }

    /** Both, one after the other. */
    public PaperCost plus(PaperCost other) {
        return new PaperCost(
                computeCycles + other.computeCycles,
                stallCycles + other.stallCycles,
                weightReads + other.weightReads,
                weightWrites + other.weightWrites,
                activationReads + other.activationReads,
                activationWrites + other.activationWrites,
                outputReads + other.outputReads,
                outputWrites + other.outputWrites,
                dramReads + other.dramReads,
                dramWrites + other.dramWrites,
                staticNj + other.staticNj,
                dramNj + other.dramNj,
                bufferNj + other.bufferNj,
                coreNj + other.coreNj);
    }
}
