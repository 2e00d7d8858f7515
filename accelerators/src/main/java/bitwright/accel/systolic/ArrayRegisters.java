package bitwright.accel.systolic;

import bitwright.sim.trace.Signal;
import bitwright.workload.Layer;
import java.util.ArrayList;
import java.util.List;

/**
 * The registers of an array at work on one layer, edge by edge: for waveforms, and to be compared with other models. An
 * operand register that holds nothing reads 0 in an array of integers.
 */
public final class ArrayRegisters {
    private final SystolicArray machine;
    private final TickedArray array;
    private boolean working = true;

    ArrayRegisters(SystolicArray machine, Layer layer) {
        this.machine = machine;
        array = new LayerRun(machine, layer).ticked();
    }

    /** One clock edge; the first one puts the first operands into registers. Returns whether there is more to do. */
    public boolean edge() {
        array.compute();
        working = working && array.commit();
        return working;
    }

    /** What a PE's sum register holds; in a cube, that of the last PE behind one another. */
    public double sum(int row, int column) {
        return array.sums.value(array.lastSum(pe(row, column)));
    }

    /** What a PE's horizontal operand register holds: a code of the operand that moves right. */
    public int horizontal(int row, int column) {
        return array.horizontal[pe(row, column)];
    }

    /** What its other operand register holds: what moves down, or stays. */
    public int vertical(int row, int column) {
        return array.vertical()[pe(row, column)];
    }

    /**
     * What a Booth digit of a PE's horizontal operand register is about to add, not yet shifted to its place: the digits count
     * from the lowest. In an array whose adders are carry-save.
     */
    public int partialProduct(int row, int column, int digit) {
        return CarrySaveSums.partialProduct(horizontal(row, column), vertical(row, column), digit);
    }

    private int pe(int row, int column) {
        return row * machine.array().columns() + column;
    }

    /** All registers of an array of integers, row by row. */
    public List<Signal> signals() {
        boolean activationsMove = machine.dataflow() != Dataflow.INPUT_STATIONARY;
        var moving = activationsMove ? machine.pe().activations() : machine.pe().weights();
        var other = activationsMove ? machine.pe().weights() : machine.pe().activations();
        var signals = new ArrayList<Signal>();
        for (int r = 0; r < machine.array().rows(); r++) {
            for (int c = 0; c < machine.array().columns(); c++) {
                int row = r;
                int column = c;
                String pe = "pe_" + row + "_" + column;
                signals.add(Signal.bits(pe + ".moving", moving.bits(), () -> horizontal(row, column)));
                signals.add(Signal.bits(pe + ".other", other.bits(), () -> vertical(row, column)));
                signals.add(
                        Signal.signed(pe + ".sum", machine.pe().accumulator().bits(), () -> (long) sum(row, column)));
            }
        }
        return signals;
    }
}
