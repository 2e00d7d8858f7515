package bitwright.accel.systolic;

/** Integer PEs whose sums wrap: an empty register is a zero and changes nothing, so all PEs work at once. */
final class IntegerSums implements PeSums {
    private final int columns;
    private final int last;
    private final OutputValues.Integers outputs;
    private long[] sums;
    private long[] next;

    /** Sums that, where they flow, flow by so many PEs. */
    IntegerSums(int columns, int pes, int bits, int outputs) {
        this.columns = columns;
        last = pes - columns;
        sums = new long[pes];
        next = new long[pes];
        this.outputs = new OutputValues.Integers(new long[outputs], bits);
    }

    @Override
    public int idle() {
        return 0;
    }

    @Override
    public void accumulate(int[] left, int[] top) {
        long[] held = sums;
        for (int pe = 0; pe < held.length; pe++) {
            held[pe] += (long) left[pe] * top[pe];
        }
    }

    @Override
    public void clear(int pe) {
        sums[pe] = 0;
    }

    @Override
    public void take(int pe, int output, int shift) {
        outputs.sums()[output] += OutputValues.Integers.wrap(sums[pe], outputs.bits()) << shift;
    }

    @Override
    public void flow(int[] streamed, int[] stationary) {
        long[] from = sums;
        long[] to = next;
        for (int pe = 0; pe < columns; pe++) {
            to[pe] = (long) streamed[pe] * stationary[pe];
        }
        for (int pe = columns; pe < to.length; pe++) {
            to[pe] = from[pe - columns] + (long) streamed[pe] * stationary[pe];
        }
        sums = to;
        next = from;
    }

    @Override
    public void takeBottom(int column, int output, int shift) {
        take(last + column, output, shift);
    }

    @Override
    public double value(int pe) {
        return OutputValues.Integers.wrap(sums[pe], outputs.bits());
    }

    @Override
    public OutputValues outputs() {
        return outputs;
    }
}
