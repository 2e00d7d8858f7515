package bitwright.accel.systolic;

import bitwright.sim.engine.Ticked;
import bitwright.sim.result.Cycles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * Cycle fidelity: the array's registers, and the sequencer that starts folds and feeds the edges. One tick is one clock
 * edge of all registers. Edge 0 puts the first operands into registers; a cycle lies between two edges.
 */
abstract class TickedArray implements Ticked {
    /** What may be moving at one time, in the order of starting. */
    private final List<Feed> moving = new ArrayList<>();

    private final Schedule schedule;
    private final Iterator<Fold> folds;
    private final LoweredLayer layer;
    private final Dataflow dataflow;
    /** Cycles from a fold's start until nothing of it is left in the array. */
    private final long crossing;

    private Fold next;
    private Fold last;
    private long edge;
    private long computeCycles;
    private long fillCycles;
    private long loadCycles;
    private long activationReads;
    private long weightReads;

    final Mesh mesh;
    final PeSums sums;
    final int idle;
    /** What stands in the horizontal operand registers, PEs counted along rows. */
    final int[] horizontal;

    TickedArray(Mesh mesh, Dataflow dataflow, Schedule schedule, LoweredLayer layer, PeSums sums) {
        this.mesh = mesh;
        this.dataflow = dataflow;
        this.schedule = schedule;
        this.layer = layer;
        this.sums = sums;
        idle = sums.idle();
        horizontal = filled();
        crossing = schedule.load() + (long) schedule.streamed() + mesh.skew();
        folds = schedule.iterator();
        next = folds.next();
    }

    final int[] filled() {
        var registers = new int[mesh.pes()];
        Arrays.fill(registers, idle);
        return registers;
    }

    @Override
    public void compute() {
        // The array is the group's only member; it reads nothing of another one's.
    }

    @Override
    public boolean commit() {
        if (next != null && next.start() == edge) {
            moving.add(Feed.of(next, dataflow, layer));
            last = next;
            next = folds.hasNext() ? folds.next() : null;
        }
        tick(moving, edge);
        moving.removeIf(feed -> edge - feed.fold().start() >= crossing);
        boolean working = next != null || edge < last.start() + last.cycles();
        if (working) {
            count();
        }
        edge++;
        return working;
    }

    /** What the cycle that begins at this edge is spent on. */
    private void count() {
        boolean streaming = false;
        boolean loading = false;
        for (Feed feed : moving) {
            long time = edge - feed.fold().start();
            streaming |= time >= schedule.load() && time < schedule.load() + (long) schedule.streamed();
            loading |= time < schedule.load();
        }
        if (streaming) {
            computeCycles++;
        } else if (loading) {
            loadCycles++;
        } else {
            fillCycles++;
        }
    }

    /** What stands in the other operand registers. */
    abstract int[] vertical();

    /** One clock edge: sums, then operands, then what enters. */
    abstract void tick(List<Feed> feeds, long now);

    /** Which sum register a PE's result leaves from. */
    int lastSum(int pe) {
        return pe;
    }

    final int streamed() {
        return schedule.streamed();
    }

    final int load() {
        return schedule.load();
    }

    final void readActivations(int values) {
        activationReads += values;
    }

    final void readWeights(int values) {
        weightReads += values;
    }

    /** The output of an output position and a filter of a fold's group. */
    final int output(Fold fold, int window, int filter) {
        var gemm = schedule.gemm();
        return (window * gemm.groups() + fold.group()) * gemm.n() + filter;
    }

    final int shift(Fold fold) {
        return layer.shift(fold.activationPiece(), fold.weightPiece());
    }

    /** Moves the horizontal registers one column on and empties the first column. */
    final void moveRight() {
        System.arraycopy(horizontal, 0, horizontal, 1, horizontal.length - 1);
        for (int first = 0; first < horizontal.length; first += mesh.columns()) {
            horizontal[first] = idle;
        }
    }

    Cycles cycles() {
        return new Cycles(computeCycles, fillCycles, loadCycles, 0, 0);
    }

    /** Values that have entered at the edges, padding included. */
    long activationReads() {
        return activationReads;
    }

    long weightReads() {
        return weightReads;
    }
}
