package bitwright.accel.systolic;

import bitwright.accel.memory.OutputTiles;

/** The folds of an output-stationary array as tiles: output positions by filters, one section a group. */
final class FoldTiles implements OutputTiles {
    private final SystolicArray machine;
    private final LoweredLayer lowered;
    private final Schedule schedule;
    private final StoredOperands stored;
    private final Gemm gemm;
    private final Mesh mesh;

    FoldTiles(SystolicArray machine, LoweredLayer lowered, Schedule schedule, StoredOperands stored) {
        this.machine = machine;
        this.lowered = lowered;
        this.schedule = schedule;
        this.stored = stored;
        gemm = schedule.gemm();
        mesh = machine.array();
    }

    @Override
    public String layer() {
        return lowered.layer().name();
    }

    @Override
    public int sections() {
        return gemm.groups();
    }

    @Override
    public int windowSets() {
        return schedule.rowFolds();
    }

    @Override
    public int filterSets(int section) {
        return schedule.columnFolds();
    }

    @Override
    public int steps(int section) {
        return gemm.k();
    }

    @Override
    public int rows() {
        return stored.rows();
    }

    @Override
    public int firstRow(int windowSet) {
        return stored.firstRow(windowSet * mesh.rows());
    }

    @Override
    public int endRow(int windowSet) {
        int last = Math.min((windowSet + 1) * mesh.rows(), gemm.m()) - 1;
        return Math.max(firstRow(windowSet), stored.endRow(last));
    }

    @Override
    public long activationOffset(int section, int row) {
        return stored.activationOffset(section, row);
    }

    @Override
    public long heldActivationOffset(int section, int row) {
        return stored.activationOffset(section, row);
    }

    @Override
    public long weightOffset(int section, int filterSet) {
        return stored.weightOffset(section, Math.min(gemm.n(), filterSet * mesh.columns()));
    }

    @Override
    public long heldWeightOffset(int section, int filterSet) {
        return weightOffset(section, filterSet);
    }

    private int windows(int windowSet) {
        return Math.min(mesh.rows(), gemm.m() - windowSet * mesh.rows());
    }

    private int filters(int filterSet) {
        return Math.min(mesh.columns(), gemm.n() - filterSet * mesh.columns());
    }

    @Override
    public long outputBits(int section, int windowSet, int filterSet) {
        return stored.outputs((long) windows(windowSet) * filters(filterSet));
    }

    @Override
    public long heldOutputBits(int section, int windowSet, int filterSet) {
        return (long) windows(windowSet)
                * filters(filterSet)
                * machine.pe().accumulator().bits();
    }

    @Override
    public long computeCycles(int section, int windowSet, int filterSet) {
        return schedule.passes() * schedule.period(windows(windowSet), filters(filterSet));
    }

    @Override
    public long activationAccessCycles(int section, int windowSet, int filterSet) {
        return 0;
    }

    @Override
    public long weightAccessCycles(int section, int windowSet, int filterSet) {
        return 0;
    }
}
