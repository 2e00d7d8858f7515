package bitwright.accel.systolic;

import bitwright.accel.number.WeightGroups;
import bitwright.accel.pe.Bill.Sink;
import bitwright.sim.energy.Action;
import bitwright.sim.energy.Ledger;

/**
 * What groups of weights take beside the array: an adder a row for the shared sums of activations, their way along the row,
 * and dequantisers at the columns' ends. A column's finished group sums leave through its chain, one a cycle, so there are as
 * many dequantisers a column as groups end in a stretch of as many cycles as there are rows.
 */
final class GroupBill {
    private static final String SHARED = "shared sums";
    private static final String DEQUANTISER = "dequantiser";

    private final SystolicArray machine;
    private final GroupedWeights weights;

    GroupBill(SystolicArray machine, GroupedWeights weights) {
        this.machine = machine;
        this.weights = weights;
    }

    private static Action sumAddition(MacPe pe) {
        return pe.isInteger() ? new Action("add.int", pe.accumulator().bits()) : new Action("add.float", 32);
    }

    private static Action scaling(WeightGroups rule) {
        return new Action("mul.float", rule.scaleFormat().bits() <= 16 ? 16 : 32);
    }

    /** The primitives of an array's. */
    static void materials(SystolicArray machine, WeightGroups rule, Sink sink) {
        long rows = machine.array().rows();
        long columns = machine.array().columns();
        long dequantisers = columns * ((rows + rule.size() - 1) / rule.size());
        sink.count(sumAddition(machine.pe()), rows);
        sink.count(new Action("register.write", machine.pe().accumulator().bits()), rows * columns);
        if (rule.zeroPoint()) {
            sink.count(new Action("mul.int", Math.max(8, rule.bits())), dequantisers);
            sink.count(sumAddition(machine.pe()), dequantisers);
        }
        sink.count(scaling(rule), dequantisers);
        sink.count(new Action("add.float", 32), dequantisers);
    }

    /** Counts what a layer takes. */
    void charge(Ledger ledger, Gemm gemm) {
        MacPe pe = machine.pe();
        WeightGroups rule = weights.rule();
        long rows = (long) gemm.m() * gemm.groups();
        long columnFolds =
                (gemm.n() + machine.array().columns() - 1) / machine.array().columns();
        long ends = rows * gemm.n() * weights.groups();
        if (rule.zeroPoint()) {
            ledger.count(SHARED, sumAddition(pe), rows * gemm.k() * columnFolds);
            ledger.count(SHARED, new Action("register.write", pe.accumulator().bits()), ends);
            ledger.count(DEQUANTISER, new Action("mul.int", Math.max(8, rule.bits())), ends);
            ledger.count(DEQUANTISER, sumAddition(pe), ends);
        }
        ledger.count(DEQUANTISER, scaling(rule), ends);
        ledger.count(DEQUANTISER, new Action("add.float", 32), ends);
        ledger.count(DEQUANTISER, new Action("register.write", 32), ends);
    }
}
