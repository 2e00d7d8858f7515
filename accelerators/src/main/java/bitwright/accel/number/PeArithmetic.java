package bitwright.accel.number;

import bitwright.arith.NumberFormat;
import bitwright.arith.dot.Accumulation;
import bitwright.arith.dot.Accumulator;
import bitwright.arith.dot.DotProduct;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one PE does with the codes of a step and a sum: the definition of an {@link Arithmetic}. Holds scratch memory: one
 * thread at a time.
 */
public final class PeArithmetic {
    /** Significands of formats up to this width fit a double together: their products are exact. */
    private static final int TABLE_BITS = 16;

    private final Arithmetic spec;
    private final DotProduct dot;
    private final Values activations;
    private final Values weights;
    private final Accumulator inside;

    /** The values of all codes of one operand's format, and of its scales. */
    private record Values(OperandFormat format, double[] elements, double[] scales) {
        /** Tables of formats that have been asked for: they are immutable, few, and slow to make. */
        private static final Map<OperandFormat, Values> MADE = new ConcurrentHashMap<>();

        static Values of(OperandFormat format) {
            return MADE.computeIfAbsent(format, Values::made);
        }

        private static Values made(OperandFormat format) {
            double[] scales =
                    format.block().map(block -> decoded(block.scale())).orElse(null);
            return new Values(format, decoded(format.element()), scales);
        }

        private static double[] decoded(NumberFormat format) {
            var values = new double[1 << format.bits()];
            for (int code = 0; code < values.length; code++) {
                values[code] = format.decode(code);
            }
            return values;
        }

        double of(int code) {
            return scales == null ? elements[code] : element(code) * scale(code);
        }

        double element(int code) {
            return elements[OperandFormat.elementOf(code)];
        }

        double scale(int code) {
            return scales == null ? 1 : scales[OperandFormat.scaleCodeOf(code)];
        }
    }

    public PeArithmetic(Arithmetic spec) {
        this.spec = spec;
        boolean tree = spec.lanes() > 1 && spec.inside() == Arithmetic.Inside.TREE;
        dot = new DotProduct(spec.multiplier(), spec.accumulator().accumulation(tree ? spec.lanes() : 1));
        boolean exact = spec.product() == Arithmetic.Product.EXACT && !spec.isInteger();
        boolean small =
                spec.activations().bits() <= TABLE_BITS && spec.weights().bits() <= TABLE_BITS;
        activations = exact && small ? Values.of(spec.activations()) : null;
        weights = exact && small ? Values.of(spec.weights()) : null;
        boolean separate = spec.lanes() > 1 && !tree && !spec.accumulator().isExact();
        inside = separate ? new Accumulation.Exact().start() : null;
    }

    /** A sum of zero. */
    public Accumulator start() {
        return dot.accumulation().start();
    }

    /** Adds the product of two codes, with their blocks' scales, to a sum: a step of one lane. */
    public void add(Accumulator sum, int activation, int weight) {
        if (activations == null) {
            dot.add(sum, activation, weight);
        } else {
            sum.add(activations.of(activation) * weights.of(weight));
        }
    }

    /** Adds the products of one step of at most {@code lanes} pairs, {@code [from, to)} of both, to a sum. */
    public void step(Accumulator sum, int[] activation, int[] weight, int from, int to) {
        if (inside == null) {
            for (int k = from; k < to; k++) {
                add(sum, activation[k], weight[k]);
            }
            return;
        }
        for (int k = from; k < to; ) {
            k = block(sum, activation, weight, k, to);
        }
    }

    /** Adds the products up to where a scale changes. */
    private int block(Accumulator sum, int[] activation, int[] weight, int from, int to) {
        inside.clear();
        int k = from;
        if (activations == null) {
            for (; k < to; k++) {
                dot.add(inside, activation[k], weight[k]);
            }
            sum.add(inside.value());
            return k;
        }
        int scaleA = OperandFormat.scaleCodeOf(activation[from]);
        int scaleW = OperandFormat.scaleCodeOf(weight[from]);
        while (k < to
                && OperandFormat.scaleCodeOf(activation[k]) == scaleA
                && OperandFormat.scaleCodeOf(weight[k]) == scaleW) {
            inside.add(activations.element(activation[k]) * weights.element(weight[k]));
            k++;
        }
        // Rounded to odd first, the sum rounds once where it joins. Scales are powers of two, or (NVFP4) belong to
        // elements
        // whose sums are so short that products with them are exact.
        sum.add(inside.valueToOdd() * (activations.scale(activation[from]) * weights.scale(weight[from])));
        return k;
    }
}
