package bitwright.accel.serial;

import bitwright.accel.CheckedWindows;
import bitwright.accel.number.Arithmetic;
import bitwright.accel.number.CodedLayer;
import bitwright.accel.number.CodedTensor;
import bitwright.accel.number.IntegerCodes;
import bitwright.accel.number.OperandFormat;
import bitwright.accel.number.PeArithmetic;
import bitwright.accel.number.SumOrder;
import bitwright.arith.dot.Accumulator;
import bitwright.sim.result.ValueCheck;
import bitwright.workload.Encoding;
import bitwright.workload.Tensor;
import bitwright.workload.WorkloadException;
import bitwright.workload.reference.WindowSums;
import java.util.OptionalDouble;

/**
 * Outputs of PEs of number formats: all of them in bulk, held against the statement of their arithmetic, operand by operand
 * where it lies in its tensor, on all windows or a sample; and their distance from the exact sums.
 */
final class FormatValues {
    /** Outputs below this are handed out as integers. */
    private static final double LIMIT = 0x1p62;

    private final GridLayer layer;
    private final Arithmetic arithmetic;
    private final SumOrder order;
    private final Encoding activationEncoding;
    private final Encoding weightEncoding;

    FormatValues(GridLayer layer, Arithmetic arithmetic, SumOrder order) {
        this.layer = layer;
        this.arithmetic = arithmetic;
        this.order = order;
        activationEncoding = layer.loaded().layer().activations().encoding();
        weightEncoding = layer.loaded().layer().weights().encoding();
    }

    /**
     * What came of it.
     *
     * @param outputs as integers; refuses outputs that are none
     * @param relativeError root mean square distance from the exact sums over their root mean square
     */
    record Checked(ValueCheck check, double[] outputs, OptionalDouble relativeError) {
        long[] integers(String name) {
            var sums = new long[outputs.length];
            for (int i = 0; i < sums.length; i++) {
                if (!(Math.abs(outputs[i]) < LIMIT)) {
                    throw new WorkloadException("layer " + name + ": output " + i + " is " + outputs[i]
                            + ", which no further layer can take");
                }
                sums[i] = (long) Math.rint(outputs[i]);
            }
            return sums;
        }
    }

    private static IntegerCodes coded(OperandFormat format, Encoding encoding, int[] shape, int[] values) {
        return IntegerCodes.of(format, encoding, new Tensor(shape, values));
    }

    Checked check(ValueCheck.Method method, long seed) {
        long all = (long) layer.windows() * layer.filters();
        if (method == ValueCheck.Method.PROVEN) {
            return new Checked(ValueCheck.proven(all), new double[0], OptionalDouble.empty());
        }
        int[] in = layer.fullyConnected()
                ? new int[] {1, layer.channels()}
                : new int[] {1, layer.height(), layer.positions() / layer.height(), layer.channels()};
        int[] kernel = layer.fullyConnected()
                ? new int[] {layer.filters(), layer.channels()}
                : new int[] {layer.filters(), layer.kernelHeight(), layer.kernelWidth(), layer.channelsPerGroup()};
        IntegerCodes a = coded(arithmetic.activations(), activationEncoding, in, layer.activations());
        IntegerCodes w = coded(arithmetic.weights(), weightEncoding, kernel, layer.weights());
        CodedTensor weights = w.tensor(arithmetic.weights());
        double[] sums = new CodedLayer(arithmetic, order, layer.sliding(), kernel, weights)
                .sums(a.tensor(arithmetic.activations()), in);
        int[] windows = CheckedWindows.of(
                method, layer.windows(), layer.loaded().layer().macs(), seed);
        ValueCheck check = compare(method, windows, sums, a, w);
        int exponent = a.scaleExponent() + w.scaleExponent();
        var outputs = new double[sums.length];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = Math.scalb(sums[i], exponent);
        }
        return new Checked(check, outputs, relativeError(windows, outputs));
    }

    private ValueCheck compare(ValueCheck.Method method, int[] windows, double[] sums, IntegerCodes a, IntegerCodes w) {
        long mismatches = 0;
        String first = "";
        var statement = new Statement(a, w);
        for (int window : windows) {
            for (int filter = 0; filter < layer.filters(); filter++) {
                double ours = sums[window * layer.filters() + filter];
                double expected = statement.output(window, filter);
                if (ours != expected && !(Double.isNaN(ours) && Double.isNaN(expected))) {
                    mismatches++;
                    if (first.isEmpty()) {
                        first = "output [" + window / layer.outputWidth() + ", " + window % layer.outputWidth() + ", "
                                + filter + "] is " + ours + ", the reference has " + expected;
                    }
                }
            }
        }
        return new ValueCheck(
                method,
                (long) layer.windows() * layer.filters(),
                (long) windows.length * layer.filters(),
                mismatches,
                first);
    }

    private OptionalDouble relativeError(int[] windows, double[] outputs) {
        var loaded = layer.loaded();
        long[] exact = WindowSums.of(loaded.layer().geometry(), loaded.activations(), loaded.weights(), windows);
        double errors = 0;
        double squares = 0;
        for (int i = 0; i < exact.length; i++) {
            double error = outputs[windows[i / layer.filters()] * layer.filters() + i % layer.filters()] - exact[i];
            errors += error * error;
            squares += (double) exact[i] * exact[i];
        }
        double relative = squares == 0 ? 0 : Math.sqrt(errors / squares);
        return Double.isFinite(relative) ? OptionalDouble.of(relative) : OptionalDouble.empty();
    }

    /** The arithmetic's definition, step by step in the order in which a PE takes them. */
    private final class Statement {
        private final IntegerCodes a;
        private final IntegerCodes w;
        private final PeArithmetic definition = new PeArithmetic(arithmetic);
        private final Accumulator sum = definition.start();
        private final Accumulator whole = definition.start();
        private final int[] left = new int[arithmetic.lanes()];
        private final int[] right = new int[arithmetic.lanes()];

        Statement(IntegerCodes a, IntegerCodes w) {
            this.a = a;
            this.w = w;
        }

        double output(int window, int filter) {
            int columns = layer.fullyConnected() ? order.columns() : 1;
            whole.clear();
            for (int column = 0; column < columns; column++) {
                sum.clear();
                int step = 0;
                for (int tap = 0; tap < layer.taps(); tap++) {
                    for (int c = 0; c < layer.channelsPerGroup(); c += arithmetic.lanes()) {
                        if (step++ % columns == column) {
                            step(window, filter, tap, c);
                        }
                    }
                }
                if (columns > 1) {
                    whole.add(sum.value());
                }
            }
            return columns > 1 ? whole.value() : sum.value();
        }

        private void step(int window, int filter, int tap, int channel) {
            int channels = layer.channelsPerGroup();
            int group = filter / (layer.filters() / layer.groups());
            int from = (layer.origin(window) + layer.offset(tap)) * layer.channels() + group * channels + channel;
            int with = filter * layer.depth() + tap * channels + channel;
            int count = Math.min(arithmetic.lanes(), channels - channel);
            for (int lane = 0; lane < left.length; lane++) {
                left[lane] = lane < count ? a.codes()[from + lane] : a.zeroCode();
                right[lane] = lane < count ? w.codes()[with + lane] : w.zeroCode();
            }
            definition.step(sum, left, right, 0, left.length);
        }
    }

    /** The order in which a grid takes the steps of one output. */
    static SumOrder order(SerialGrid grid) {
        return grid.sync().fullyConnected() == Sync.FullyConnected.STAGGERED
                ? new SumOrder(Integer.MAX_VALUE, grid.array().columns())
                : SumOrder.PLAIN;
    }
}
