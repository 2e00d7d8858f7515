package bitwright.accel.systolic;

/** The outputs of a layer, {@code [output position · filters + filter]}: integers of a width, or values. */
interface OutputValues {
    int size();

    double value(int output);

    /**
     * Two's complement integers that wrap at a width.
     *
     * @param sums modulo 2^64
     */
    record Integers(long[] sums, int bits) implements OutputValues {
        @Override
        public int size() {
            return sums.length;
        }

        @Override
        public double value(int output) {
            return wrapped(output);
        }

        long wrapped(int output) {
            return wrap(sums[output], bits);
        }

        static long wrap(long sum, int bits) {
            return sum << 64 - bits >> 64 - bits;
        }
    }

    /** Values of the accumulators' format. */
    record Reals(double[] values) implements OutputValues {
        @Override
        public int size() {
            return values.length;
        }

        @Override
        public double value(int output) {
            return values[output];
        }
    }
}
