package bitwright.accel.systolic;

import bitwright.sim.result.Cycles;

/**
 * What a matrix product takes on an array with memory that never stalls it, in closed form.
 *
 * @param cycles the parts of the time
 * @param folds fillings of the array
 * @param mappingEfficiency share of PEs with work over all folds, 0 to 1
 * @param utilisation multiply-accumulates over PEs · cycles; SCALE-Sim's overall utilisation under its compat
 * @param computeUtilisation mapping efficiency · streamed cycles over the cycles of a fold
 * @param activationReads activations read from their buffer, a repeated one each time
 * @param weightReads weights, likewise
 * @param outputWrites sums written to the output buffer
 * @param outputReads partial sums read back from it
 */
public record Projection(
        Cycles cycles,
        long folds,
        double mappingEfficiency,
        double utilisation,
        double computeUtilisation,
        long activationReads,
        long weightReads,
        long outputWrites,
        long outputReads) {

    static Projection of(SystolicArray machine, Schedule schedule) {
        Gemm gemm = schedule.gemm();
        return of(machine, schedule, (long) gemm.m() * gemm.k());
    }

    /** The same with fewer activations stored, a group, than M · K. */
    static Projection of(SystolicArray machine, Schedule schedule, long activations) {
        Gemm gemm = schedule.gemm();
        Dataflow dataflow = machine.dataflow();
        long products = Math.multiplyExact((long) gemm.groups(), (long) schedule.passes());
        long weights = (long) gemm.n() * gemm.k();
        long outputs = (long) gemm.m() * gemm.n();
        int activationTimes = dataflow == Dataflow.INPUT_STATIONARY ? 1 : schedule.columnFolds();
        int weightTimes = switch (dataflow) {
            case OUTPUT_STATIONARY -> schedule.rowFolds();
            case WEIGHT_STATIONARY -> 1;
            case INPUT_STATIONARY -> schedule.columnFolds();
        };
        int outputTimes = dataflow.loads() ? schedule.rowFolds() : 1;
        long writes = Math.multiplyExact(outputs * outputTimes, products);
        long reads = writes - outputs * gemm.groups();
        if (machine.compat() == Compat.SCALESIM) {
            long extra = machine.array().rows() + machine.array().columns();
            writes += dataflow.loads() ? 0 : schedule.folds() * extra;
            reads = 0;
        }
        Cycles cycles = schedule.counted(schedule.cycles());
        double macs = (double) gemm.macs() * schedule.passes();
        return new Projection(
                cycles,
                schedule.folds(),
                schedule.mappingEfficiency(),
                macs / ((double) cycles.total() * machine.array().pes()),
                schedule.computeUtilisation(),
                Math.multiplyExact(activations * activationTimes, products),
                Math.multiplyExact(weights * weightTimes, products),
                writes,
                reads);
    }
}
