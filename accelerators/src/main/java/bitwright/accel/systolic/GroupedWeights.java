package bitwright.accel.systolic;

import bitwright.accel.number.WeightGroups;
import bitwright.workload.Encoding;
import bitwright.workload.Layer;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import bitwright.workload.WorkloadException;
import bitwright.workload.reference.Reference;
import java.io.IOException;

/** A layer's weights as {@link WeightGroups} has them: what enters the array, and each group's scale and zero point. */
final class GroupedWeights {
    private final WeightGroups rule;
    private final Layer entering;
    private final Tensor values;
    private final int products;
    private final int groups;
    /** {@code [filter · groups + group]}. */
    private final double[] scales;

    private final int[] zeroPoints;
    private final double[] sums;

    GroupedWeights(WeightGroups rule, Layer layer) {
        this.rule = rule;
        this.values = values(layer);
        int[] values = this.values.data();
        products = values.length / layer.filters();
        groups = rule.groups(products);
        scales = new double[layer.filters() * groups];
        zeroPoints = new int[scales.length];
        sums = new double[layer.filters()];
        var codes = new int[values.length];
        for (int filter = 0; filter < layer.filters(); filter++) {
            for (int group = 0; group < groups; group++) {
                int from = filter * products + group * rule.size();
                int to = Math.min(from + rule.size(), (filter + 1) * products);
                quantise(values, from, to, filter * groups + group, codes);
                sums[filter] += sum(codes, from, to, filter * groups + group);
            }
        }
        var encoding = new Encoding(rule.format().name(), 0, rule.bits(), !rule.zeroPoint());
        int[] shape = layer.weights().source().shape();
        entering = new Layer(
                layer.name(),
                layer.op(),
                layer.inputs(),
                layer.geometry(),
                layer.activations(),
                new Operand(encoding, TensorSource.of(new Tensor(shape, codes))));
    }

    private static Tensor values(Layer layer) {
        try {
            return Reference.hardwareValues(
                    layer.weights().source().load(), layer.weights().encoding().zeroPoint());
        } catch (IOException e) {
            throw new WorkloadException("layer " + layer.name() + ": weights cannot be read: " + e.getMessage(), e);
        }
    }

    private void quantise(int[] values, int from, int to, int index, int[] codes) {
        int least = 0;
        int largest = 0;
        for (int i = from; i < to; i++) {
            least = Math.min(least, values[i]);
            largest = Math.max(largest, values[i]);
        }
        var step = rule.integerStep(least, largest);
        scales[index] = step.scale();
        zeroPoints[index] = step.zeroPoint();
        for (int i = from; i < to; i++) {
            codes[i] = step.code(values[i]);
        }
    }

    private double sum(int[] codes, int from, int to, int index) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += codes[i] - zeroPoints[index];
        }
        return scales[index] * sum;
    }

    WeightGroups rule() {
        return rule;
    }

    /** The layer's own weights. */
    Tensor originalValues() {
        return values;
    }

    /** The layer as it enters the array: the codes of its weights as unsigned integers, or signed ones. */
    Layer entering() {
        return entering;
    }

    /** Groups of an output. */
    int groups() {
        return groups;
    }

    /** A group's share in an output: scale · (sum of products − zero point · sum of activations). */
    double share(int filter, int group, double products, double activations) {
        int index = filter * groups + group;
        return scales[index] * (products - zeroPoints[index] * activations);
    }

    /** The sum of a filter's dequantised weights. */
    double sum(int filter) {
        return sums[filter];
    }

    /** Bits of all scales and zero points. */
    long sharedBits() {
        return (long) scales.length * (rule.scaleFormat().bits() + (rule.zeroPoint() ? rule.bits() : 0));
    }
}
