package bitwright.accel.systolic;

import bitwright.accel.CheckedWindows;
import bitwright.sim.result.ValueCheck;
import bitwright.workload.WorkloadException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * Outputs of a layer held against what they should be. Integer arrays against the reference inference; others, whose sums
 * round, against {@link StatedSums}, the same arithmetic without the array, and their distance from the reference is told.
 */
final class Outputs {
    private final SystolicArray machine;
    private final LoweredLayer layer;
    private final Gemm gemm;
    private final int filters;
    private final Recomputation recomputation;
    private final Optional<GroupArithmetic> grouped;
    private final Optional<GroupedWeights> weights;
    private final Correction correction;

    /** Outputs below this are handed out as integers. */
    private static final double LIMIT = 0x1p62;

    /**
     * What came of it.
     *
     * @param sums the compared outputs as integers; refuses outputs that are none
     * @param relativeError root mean square distance from the exact sums over their root mean square; of arrays that round
     */
    record Checked(ValueCheck check, Supplier<long[]> sums, OptionalDouble relativeError) {}

    Outputs(SystolicArray machine, LoweredLayer layer, Optional<GroupedWeights> weights) {
        this.machine = machine;
        this.layer = layer;
        gemm = layer.gemm();
        filters = gemm.groups() * gemm.n();
        recomputation = new Recomputation(machine, layer);
        correction = new Correction(layer);
        this.weights = weights;
        grouped = weights.map(groups -> new GroupArithmetic(layer, machine.pe(), groups));
    }

    long corrections() {
        return correction.additions();
    }

    /** Checks all outputs of the registers. */
    Checked check(OutputValues outputs) {
        return compare(ValueCheck.Method.RECOMPUTED, CheckedWindows.all(gemm.m()), outputs);
    }

    /** Recomputes and checks outputs by a method. */
    Checked check(ValueCheck.Method method, long seed) {
        if (method == ValueCheck.Method.PROVEN) {
            return new Checked(ValueCheck.proven((long) gemm.m() * filters), () -> new long[0], OptionalDouble.empty());
        }
        int[] windows = CheckedWindows.of(method, gemm.m(), gemm.macs(), seed);
        OutputValues outputs = grouped.<OutputValues>map(groups -> new OutputValues.Reals(groups.of(windows)))
                .orElseGet(() -> recomputation.of(windows));
        return compare(method, windows, outputs);
    }

    private Checked compare(ValueCheck.Method method, int[] windows, OutputValues outputs) {
        long[] reference =
                grouped.map(groups -> groups.reference(windows)).orElseGet(() -> recomputation.reference(windows));
        double[] expected = new double[reference.length];
        Arrays.setAll(expected, i -> reference[i]);
        if (grouped.isEmpty() && !machine.pe().rounds()) {
            long[] sums = integers(windows, outputs);
            double[] ours = new double[sums.length];
            Arrays.setAll(ours, i -> sums[i]);
            return new Checked(check(method, windows, ours, expected), () -> sums, OptionalDouble.empty());
        }
        double[] values = values(outputs);
        var stated = new StatedSums(machine, layer);
        double[] statedValues =
                grouped.map(groups -> groups.stated(windows, stated)).orElseGet(() -> stated.of(windows));
        ValueCheck check = check(method, windows, values, statedValues);
        int exponent = layer.activationOperand().scaleExponent()
                + layer.weightOperand().scaleExponent();
        Arrays.setAll(values, i -> Math.scalb(values[i], exponent) - zeroPoint(i % filters));
        if (!Arrays.stream(values).allMatch(value -> Math.abs(value) < LIMIT)) {
            return new Checked(check, () -> refused(values), OptionalDouble.empty());
        }
        long[] sums = rounded(values);
        if (grouped.isEmpty() && correction.isNeeded()) {
            correction.apply(windows, sums);
            Arrays.setAll(values, i -> sums[i]);
        }
        return new Checked(check, () -> sums, OptionalDouble.of(relativeError(values, expected)));
    }

    /** What the activations' zero point adds to an output whose weights are dequantised; 0 where others are corrected. */
    private double zeroPoint(int filter) {
        return weights.map(groups -> layer.activationOperand().correction() * groups.sum(filter))
                .orElse(0.0);
    }

    private long[] refused(double[] values) {
        int i = 0;
        while (Math.abs(values[i]) < LIMIT) {
            i++;
        }
        throw new WorkloadException("layer " + layer.layer().name() + ": output " + place(i, null) + " is " + values[i]
                + ", which no further layer can take");
    }

    private static double[] values(OutputValues outputs) {
        var values = new double[outputs.size()];
        Arrays.setAll(values, outputs::value);
        return values;
    }

    /** Corrected sums, wrapped in the accumulators' width where they wrap. */
    private long[] integers(int[] windows, OutputValues outputs) {
        long[] sums;
        if (outputs instanceof OutputValues.Integers integers) {
            sums = integers.sums().clone();
        } else {
            sums = rounded(values(outputs));
        }
        correction.apply(windows, sums);
        if (machine.pe().accumulator().wraps()) {
            int bits = machine.pe().accumulator().bits();
            Arrays.setAll(sums, i -> OutputValues.Integers.wrap(sums[i], bits));
        }
        return sums;
    }

    private static long[] rounded(double[] values) {
        var sums = new long[values.length];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = (long) Math.rint(values[i]);
        }
        return sums;
    }

    private ValueCheck check(ValueCheck.Method method, int[] windows, double[] ours, double[] expected) {
        long mismatches = 0;
        String first = "";
        for (int i = 0; i < ours.length; i++) {
            boolean same = ours[i] == expected[i] || Double.isNaN(ours[i]) && Double.isNaN(expected[i]);
            if (!same) {
                mismatches++;
                if (first.isEmpty()) {
                    first = "output " + place(i, windows) + " is " + text(ours[i]) + ", the reference has "
                            + text(expected[i]);
                }
            }
        }
        return new ValueCheck(method, (long) gemm.m() * filters, ours.length, mismatches, first);
    }

    private static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 0x1p53
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private String place(int i, int[] windows) {
        int window = windows == null ? i / filters : windows[i / filters];
        int columns = layer.layer().outputWidth();
        int rows = layer.layer().outputHeight();
        return "[" + window / columns / rows + ", " + window / columns % rows + ", " + window % columns + ", "
                + i % filters + "]";
    }

    private static double relativeError(double[] values, double[] expected) {
        double errors = 0;
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            errors += (values[i] - expected[i]) * (values[i] - expected[i]);
            squares += expected[i] * expected[i];
        }
        return squares == 0 ? 0 : Math.sqrt(errors / squares);
    }
}
