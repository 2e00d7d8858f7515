package bitwright.accel.systolic;

import bitwright.accel.number.PeArithmetic;
import bitwright.arith.dot.Accumulator;
import java.util.Arrays;

/** PEs of any format: each sum is an accumulator of {@code arith}; an empty register adds nothing. */
final class CodedSums implements PeSums {
    private static final int IDLE = Integer.MIN_VALUE;

    private final int columns;
    private final boolean activationsStay;
    private final PeArithmetic arithmetic;
    private final Accumulator[] sums;
    private final Accumulator joined;
    private final OutputValues.Reals outputs;

    CodedSums(Mesh mesh, MacPe pe, Dataflow dataflow, int outputs) {
        columns = mesh.columns();
        activationsStay = dataflow == Dataflow.INPUT_STATIONARY;
        arithmetic = new PeArithmetic(pe.arithmetic());
        sums = new Accumulator[mesh.pes()];
        Arrays.setAll(sums, i -> arithmetic.start());
        joined = arithmetic.start();
        this.outputs = new OutputValues.Reals(new double[outputs]);
    }

    @Override
    public int idle() {
        return IDLE;
    }

    @Override
    public void accumulate(int[] left, int[] top) {
        for (int pe = 0; pe < sums.length; pe++) {
            add(sums[pe], left[pe], top[pe]);
        }
    }

    private void add(Accumulator sum, int moving, int other) {
        if (moving != IDLE && other != IDLE) {
            arithmetic.add(sum, activationsStay ? other : moving, activationsStay ? moving : other);
        }
    }

    @Override
    public void clear(int pe) {
        sums[pe].clear();
    }

    @Override
    public void take(int pe, int output, int shift) {
        double[] values = outputs.values();
        joined.clear();
        joined.add(values[output]);
        joined.add(Math.scalb(sums[pe].value(), shift));
        values[output] = joined.value();
    }

    /** Sums move as objects; those that leave at the bottom begin anew at the top. */
    @Override
    public void flow(int[] streamed, int[] stationary) {
        Accumulator[] left = Arrays.copyOfRange(sums, sums.length - columns, sums.length);
        System.arraycopy(sums, 0, sums, columns, sums.length - columns);
        for (int column = 0; column < columns; column++) {
            left[column].clear();
            sums[column] = left[column];
        }
        accumulate(streamed, stationary);
    }

    @Override
    public void takeBottom(int column, int output, int shift) {
        take(sums.length - columns + column, output, shift);
    }

    @Override
    public double value(int pe) {
        return sums[pe].value();
    }

    @Override
    public OutputValues outputs() {
        return outputs;
    }
}
