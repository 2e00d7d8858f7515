package bitwright.runner;

import bitwright.accel.NumberMachine;
import bitwright.accel.number.Arithmetic;
import bitwright.accel.number.CodedTensor;
import bitwright.accel.number.NumberProducts;
import bitwright.accel.number.OperandFormat;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.RunResult;
import bitwright.workload.Batch;
import bitwright.workload.Encoding;
import bitwright.workload.IntegerFormat;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import bitwright.workload.real.Product;
import bitwright.workload.real.Products;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A network under a design's numbers.
 *
 * @param statistics of the network as a whole, see {@link RunResult}
 * @param errors each layer's {@link LayerResult#NUMBERS_ERROR_PERCENT}
 * @param operands what the layers multiply on the input that is simulated; empty for designs whose operands are no integers
 */
record DesignNumbers(
        Map<String, Double> statistics, Map<String, Double> errors, Map<String, NumberProducts.Operands> operands) {
    /** Inputs on which layers are looked at by themselves. */
    private static final int LOOKED_AT = 16;

    /** Runs all labelled inputs (all inputs where there are no labels) through the design's products and sums. */
    static DesignNumbers of(NumberMachine machine, RealNetwork network, int batch, int threads) throws IOException {
        Arithmetic arithmetic = machine.arithmetic().orElseThrow();
        var products = new NumberProducts(arithmetic, machine.sumOrder(), machine.weightGroups(), network.spans());
        float[] real = network.outputs(threads);
        float[] ours = network.runAll(products, threads);
        Map<String, Double> statistics = new TreeMap<>();
        if (network.hasLabels()) {
            statistics.put(RunResult.ACCURACY_PERCENT, network.accuracyPercent(ours));
            statistics.put(RunResult.REAL_ACCURACY_PERCENT, network.accuracyPercent(real));
            statistics.put(RunResult.LABELLED_INPUTS, (double) network.inputs());
        }
        double noise = 0;
        double signal = 0;
        for (int i = 0; i < real.length; i++) {
            noise += ((double) ours[i] - real[i]) * ((double) ours[i] - real[i]);
            signal += (double) real[i] * real[i];
        }
        put(statistics, RunResult.MEAN_SQUARED_ERROR, noise / real.length);
        put(statistics, RunResult.SIGNAL_TO_NOISE_DB, 10 * StrictMath.log10(signal / noise));
        return new DesignNumbers(statistics, errors(products, network), operands(machine, products, network, batch));
    }

    /** What is no number, for sums that overflowed or errors that are not there, is left out. */
    private static void put(Map<String, Double> statistics, String key, double value) {
        if (Double.isFinite(value)) {
            statistics.put(key, value);
        }
    }

    /** Each layer by itself: both kinds of products on the inputs that it has with nothing rounded. */
    private static Map<String, Double> errors(NumberProducts products, RealNetwork network) throws IOException {
        Map<String, double[]> sums = new TreeMap<>();
        network.run(new Batch(0, Math.min(LOOKED_AT, network.inputs()) - 1), product -> {
            double[] exact = Products.PLAIN.of(product);
            double[] ours = products.of(product);
            double[] both = sums.computeIfAbsent(product.name(), name -> new double[2]);
            for (int i = 0; i < exact.length; i++) {
                both[0] += (ours[i] - exact[i]) * (ours[i] - exact[i]);
                both[1] += exact[i] * exact[i];
            }
            return exact;
        });
        Map<String, Double> errors = new TreeMap<>();
        sums.forEach((layer, both) -> put(errors, layer, both[1] == 0 ? 0 : 100 * Math.sqrt(both[0] / both[1])));
        return errors;
    }

    private static Map<String, NumberProducts.Operands> operands(
            NumberMachine machine, NumberProducts products, RealNetwork network, int batch) throws IOException {
        Map<String, NumberProducts.Operands> operands = new HashMap<>();
        // Weights in groups are those of the trace, grouped where they enter.
        if (machine.arithmetic().orElseThrow().isInteger()
                && machine.weightGroups().isEmpty()) {
            network.run(new Batch(batch, batch), (Product product) -> {
                operands.put(product.name(), products.operands(product));
                return products.of(product);
            });
        }
        return operands;
    }

    /**
     * The layers that the design runs: those of the trace, their codes replaced by what the design's integers make of the
     * real network. Where the design's operands are no integers the trace stays, and its codes are rounded where they enter.
     */
    LayerTrace trace(LayerTrace trace, Arithmetic arithmetic) {
        if (operands.isEmpty()) {
            return trace;
        }
        List<Layer> layers = new ArrayList<>();
        for (Layer layer : trace.layers()) {
            NumberProducts.Operands coded = operands.get(layer.name());
            layers.add(new Layer(
                    layer.name(),
                    layer.op(),
                    layer.inputs(),
                    layer.geometry(),
                    operand(layer.activations(), coded.activations(), arithmetic.activations()),
                    operand(layer.weights(), coded.weights(), arithmetic.weights())));
        }
        return trace.with(layers);
    }

    private static Operand operand(Operand stored, CodedTensor coded, OperandFormat format) {
        var codes = new IntegerFormat(format.bits(), !format.isUnsigned());
        Encoding encoding = codes.encoding(coded.zeroPoint());
        if (coded.zeroPoint() == 0 && codes.signed()) {
            encoding = codes.encoding(0, format.bits());
        }
        return new Operand(encoding, TensorSource.of(new Tensor(stored.source().shape(), coded.codes())));
    }

    /** A layer's result with what the numbers do to it. */
    LayerResult told(LayerResult layer) {
        Double error = errors.get(layer.name());
        return error == null ? layer : layer.with(LayerResult.NUMBERS_ERROR_PERCENT, error);
    }
}
