package bitwright.accel.serial;

import bitwright.sim.result.ValueCheck;

/** Collects how the outputs of one layer compare with the reference. Sums wrap in the accumulator, as hardware's do. */
final class ValueComparison {
    private final GridLayer layer;
    private final int accumulatorBits;
    private long compared;
    private long mismatches;
    private String first = "";
    /** {@code [window · filters + filter]}, as the accumulators hold them. */
    private final long[] outputs;

    ValueComparison(GridLayer layer, int accumulatorBits) {
        this.layer = layer;
        this.accumulatorBits = accumulatorBits;
        this.outputs = new long[layer.windows() * layer.filters()];
    }

    long outputs() {
        return outputs.length;
    }

    void compare(int window, int filter, long sum, long expected) {
        compared++;
        long wrapped = sum << 64 - accumulatorBits >> 64 - accumulatorBits;
        outputs[window * layer.filters() + filter] = wrapped;
        if (wrapped != expected) {
            mismatches++;
            if (first.isEmpty()) {
                int width = layer.loaded().layer().outputWidth();
                first = "output [" + window / width + ", " + window % width + ", " + filter + "] is " + wrapped
                        + (wrapped == sum ? "" : ", wrapped from " + sum + " in " + accumulatorBits + " bits")
                        + ", the reference has " + expected;
            }
        }
    }

    /** The compared outputs; 0 where none was. */
    long[] values() {
        return outputs;
    }

    ValueCheck result(ValueCheck.Method method) {
        return new ValueCheck(method, outputs(), compared, mismatches, first);
    }
}
