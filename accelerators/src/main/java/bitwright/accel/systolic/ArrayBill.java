package bitwright.accel.systolic;

import bitwright.accel.number.PrimitiveBill;
import bitwright.accel.pe.Bill.Sink;
import bitwright.arith.recoding.BoothCode;
import bitwright.sim.energy.Action;
import bitwright.sim.energy.Ledger;

/**
 * What an array is built of and what a layer spends in it. PEs and registers without work are gated.
 *
 * <p>Products and sums are billed as {@link PrimitiveBill} says.
 */
final class ArrayBill {
    private final SystolicArray machine;
    private final MacPe pe;
    private final int sumBits;

    ArrayBill(SystolicArray machine) {
        this.machine = machine;
        pe = machine.pe();
        sumBits = pe.accumulator().bits();
    }

    /** The primitives of one PE. */
    void materials(Sink sink) {
        multiplyAdd(1, sink);
        sink.count(new Action("register.write", pe.activations().bits()), 1);
        sink.count(new Action("register.write", pe.weights().bits()), 1);
        sink.count(new Action("register.write", sumBits), sumWords());
        if (machine.dataflow().loads()) {
            sink.count(new Action("register.write", stationaryBits()), 1); // the tile that is loaded beside
        } else {
            sink.count(new Action("register.write", sumBits), 1); // the chain in which finished sums leave
        }
    }

    private void multiplyAdd(long times, Sink sink) {
        if (pe.adder() == MacPe.Adder.CARRY_PROPAGATE) {
            product(times, sink);
            sink.count(addition(), times);
            return;
        }
        int digits = BoothCode.digits(pe.activations().bits(), !pe.activations().isUnsigned());
        int addend = pe.weights().bits() + (pe.weights().isUnsigned() ? 2 : 1);
        sink.count(new Action("xor", 3), digits * times); // the digits' encoders
        sink.count(new Action("mux", addend), 2 * digits * times); // one or two times the weight, or nothing
        sink.count(new Action("xor", addend), digits * times); // its sign
        // All partial products but two become two words as wide as a product, these join sum and carry.
        int product = Math.min(sumBits, pe.activations().bits() + pe.weights().bits());
        fullAdders(product, Math.max(0, digits - 2) * times, sink);
        fullAdders(sumBits, Math.min(2, digits) * times, sink);
    }

    /** Rows of full adders, two exclusive ors and a multiplexer a bit; no source prices compressors by themselves. */
    private static void fullAdders(int bits, long rows, Sink sink) {
        if (rows > 0) {
            sink.count(new Action("xor", bits), 2 * rows);
            sink.count(new Action("mux", bits), rows);
        }
    }

    /** Words that a sum is kept in. */
    private int sumWords() {
        return pe.adder() == MacPe.Adder.CARRY_SAVE ? 2 : 1;
    }

    /** How finished sums leave: in a mesh down their column's chain; in a cube each joins an accumulator behind it. */
    private void collect(Ledger ledger, Schedule schedule) {
        Gemm gemm = schedule.gemm();
        long outputs = (long) gemm.m() * gemm.n() * gemm.groups() * schedule.passes();
        if (sumWords() > 1) {
            ledger.count("carries", addition(), outputs);
        }
        if (machine.array().isCube()) {
            long sums = outputs * schedule.streamed();
            ledger.count("accumulators", addition(), sums);
            ledger.count("accumulators", new Action("register.write", sumBits), sums);
        } else {
            ledger.count("output chain", new Action("register.write", sumBits), drained(schedule));
        }
    }

    private void product(long times, Sink sink) {
        new PrimitiveBill(pe.arithmetic()).product(times, sink);
    }

    private Action addition() {
        return new PrimitiveBill(pe.arithmetic()).addition();
    }

    private int stationaryBits() {
        return machine.dataflow() == Dataflow.INPUT_STATIONARY
                ? pe.activations().bits()
                : pe.weights().bits();
    }

    private int streamedBits() {
        return machine.dataflow() == Dataflow.INPUT_STATIONARY
                ? pe.weights().bits()
                : pe.activations().bits();
    }

    /** Counts what the PEs and their registers do in a layer. */
    void charge(Ledger ledger, Schedule schedule, long outputReads) {
        long macs = Math.multiplyExact(schedule.gemm().macs(), (long) schedule.passes());
        multiplyAdd(macs, (action, times) -> ledger.count("pe", action, times));
        ledger.count(
                "pe",
                new Action("register.write", sumBits),
                Math.multiplyExact(sumWords(), Math.addExact(macs, passedSums(schedule))));
        ledger.count("operand registers", new Action("register.write", streamedBits()), macs);
        if (machine.dataflow().loads()) {
            ledger.count("operand registers", new Action("register.write", stationaryBits()), loads(schedule));
        } else {
            ledger.count(
                    "operand registers",
                    new Action("register.write", pe.weights().bits()),
                    macs);
            collect(ledger, schedule);
        }
        ledger.count("partial sums", addition(), outputReads);
    }

    /** Sums that pass rows without work on their way down. */
    private long passedSums(Schedule schedule) {
        var dataflow = machine.dataflow();
        if (!dataflow.loads()) {
            return 0;
        }
        Gemm gemm = schedule.gemm();
        long idleRows = (long) schedule.rowFolds() * machine.array().rows() - dataflow.acrossRows(gemm);
        return idleRows * dataflow.acrossColumns(gemm) * schedule.streamed() * gemm.groups() * schedule.passes();
    }

    /** A row's registers are written by what passes on its way down and once when it is taken up. */
    private long loads(Schedule schedule) {
        var dataflow = machine.dataflow();
        Gemm gemm = schedule.gemm();
        long rows = machine.array().rows();
        long ofColumn = schedule.rowFolds() * (rows * (rows + 1) / 2) + dataflow.acrossRows(gemm);
        return ofColumn * dataflow.acrossColumns(gemm) * gemm.groups() * schedule.passes();
    }

    /** Steps of finished sums down the chain of their column: as many as there are rows from theirs on. */
    private long drained(Schedule schedule) {
        Gemm gemm = schedule.gemm();
        long rows = machine.array().rows();
        long last = machine.dataflow().acrossRows(gemm) - (schedule.rowFolds() - 1) * rows;
        long ofColumn = (schedule.rowFolds() - 1) * (rows * (rows + 1) / 2) + last * rows - last * (last - 1) / 2;
        return ofColumn * gemm.n() * gemm.groups() * schedule.passes();
    }
}
