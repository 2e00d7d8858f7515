package bitwright.accel.number;

import bitwright.workload.Geometry;
import bitwright.workload.WorkloadException;
import bitwright.workload.real.Product;
import bitwright.workload.real.Products;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A design's numbers in the place of a network's reals: operands rounded to the PEs' formats, products and sums as the PEs
 * have them, results scaled back to reals. Safe to share between threads; weights are rounded once.
 *
 * <p>A sum is taken in the order of K, kernel positions first, channels of a position innermost, padding included; where
 * several lanes make a step, each position begins a new one. Where operands stay in the PEs, stretches of the array's rows
 * are summed from zero and joined in their order.
 */
public final class NumberProducts implements Products {
    private final Arithmetic arithmetic;
    private final int stretch;
    private final Optional<WeightGroups> rule;
    private final Map<String, Span> activations;
    private final Map<String, Layer> layers = new ConcurrentHashMap<>();

    /**
     * The numbers of a design.
     *
     * @param stretch steps that are summed from zero before their sum joins the others; {@link Integer#MAX_VALUE} for all
     * @param activations the span of each layer's activations, by calibration
     */
    public NumberProducts(Arithmetic arithmetic, int stretch, Map<String, Span> activations) {
        this(arithmetic, stretch, Optional.empty(), activations);
    }

    /**
     * The same of weights in groups, each dequantised behind its own products, in the order of K.
     *
     * @param rule the groups; sums are then taken in one go but for them
     */
    public NumberProducts(
            Arithmetic arithmetic, int stretch, Optional<WeightGroups> rule, Map<String, Span> activations) {
        this.arithmetic = arithmetic;
        this.stretch = stretch;
        this.rule = rule;
        this.activations = Map.copyOf(activations);
    }

    /**
     * Both operands of a layer as the PEs hold them.
     *
     * @param activations {@code [N,H,W,C]} or {@code [N,C]}
     * @param weights {@code [K,kh,kw,C/groups]} or {@code [K,C]}
     */
    public record Operands(CodedTensor activations, CodedTensor weights) {}

    /** What does not change with the activations. */
    private record Layer(
            CodedTensor weights, FilterSums.Weights[] groups, double[] weightSums, Optional<GroupShares> shares) {}

    /** The operands of a product, coded. */
    public Operands operands(Product product) {
        return new Operands(coded(product), layer(product).weights());
    }

    private static int channels(Product product) {
        int[] shape = product.weights().shape();
        return shape[shape.length - 1];
    }

    private static int depth(Product product) {
        int[] shape = product.weights().shape();
        return Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact);
    }

    private CodedTensor coded(Product product) {
        Span span = activations.get(product.name());
        if (span == null) {
            throw new WorkloadException(
                    "layer " + product.name() + ": nothing is known of the span of its activations");
        }
        int[] shape = product.activations().shape();
        return new TensorCoder(arithmetic, depth(product))
                .activations(product.activations().reals(), shape[shape.length - 1], span);
    }

    private Layer layer(Product product) {
        return product.constant()
                ? layers.computeIfAbsent(product.name(), name -> prepared(product))
                : prepared(product);
    }

    private Layer prepared(Product product) {
        int filters = product.weights().extent(0);
        int channels = channels(product);
        int depth = depth(product);
        int groups = product.geometry().groups();
        Optional<GroupShares> shares =
                rule.map(groupsOf -> GroupShares.of(groupsOf, product.weights().reals(), filters));
        CodedTensor coded = shares.map(GroupShares::coded)
                .orElseGet(() -> new TensorCoder(arithmetic, depth)
                        .weights(product.weights().reals(), filters, channels));
        int padded = paddedChannels(channels);
        int taps = depth / channels;
        int perGroup = filters / groups;
        var all = new FilterSums.Weights[groups];
        var sums = new double[filters];
        for (int g = 0; g < groups; g++) {
            var codes = new int[taps * padded * perGroup];
            var values = new double[codes.length];
            Arrays.fill(codes, coded.zeroCode());
            for (int f = 0; f < perGroup; f++) {
                for (int k = 0; k < depth; k++) {
                    int from = (g * perGroup + f) * depth + k;
                    int to = (k / channels * padded + k % channels) * perGroup + f;
                    codes[to] = coded.codes()[from];
                    values[to] = coded.values()[from];
                    sums[g * perGroup + f] += coded.values()[from];
                }
            }
            all[g] = new FilterSums.Weights(perGroup, taps * padded, codes, values, oneScaleAStep(channels, groups));
        }
        shares.ifPresent(of -> System.arraycopy(of.sums(), 0, sums, 0, filters));
        return new Layer(coded, all, sums, shares);
    }

    /** Channels of a position with what fills its last step. */
    private int paddedChannels(int channels) {
        int lanes = arithmetic.lanes();
        return lanes == 1 ? channels : (channels + lanes - 1) / lanes * lanes;
    }

    private boolean oneScaleAStep(int channels, int groups) {
        for (OperandFormat format : new OperandFormat[] {arithmetic.activations(), arithmetic.weights()}) {
            if (format.block().isPresent()) {
                int size = format.block().get().blockSize();
                if (size % arithmetic.lanes() != 0 || groups > 1 && channels > 1 && channels % size != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public double[] of(Product product) {
        Layer layer = layer(product);
        CodedTensor coded = coded(product);
        int[] in = product.activations().shape();
        int[] out = product.outputShape();
        boolean flat = in.length == 2;
        int height = flat ? 1 : in[1];
        int width = flat ? 1 : in[2];
        int rows = flat ? 1 : out[1];
        int columns = flat ? 1 : out[2];
        int filters = out[out.length - 1];
        int channels = channels(product);
        int padded = paddedChannels(channels);
        int[] kernel =
                flat ? new int[] {filters, 1, 1, channels} : product.weights().shape();
        Geometry g = product.geometry();
        int depth = kernel[1] * kernel[2] * padded;
        var codes = new int[depth];
        var values = new double[depth];
        var results = new double[in[0] * rows * columns * filters];
        for (int group = 0; group < layer.groups().length; group++) {
            FilterSums sums = FilterSums.of(arithmetic, layer.groups()[group], coded.values());
            FilterSums ones = layer.shares().isPresent() ? ones(depth, coded) : null;
            SumRow joined = stretch < depth / arithmetic.lanes() ? joined(sums.filters) : null;
            int perGroup = sums.filters;
            for (int window = 0; window < in[0] * rows * columns; window++) {
                int n = window / columns / rows;
                int y = window / columns % rows * g.strideH() - g.padTop();
                int x = window % columns * g.strideW() - g.padLeft();
                Arrays.fill(codes, coded.zeroCode());
                Arrays.fill(values, coded.zeroPoint());
                for (int i = 0; i < kernel[1]; i++) {
                    int row = y + i * g.dilationH();
                    for (int j = 0; j < kernel[2] && row >= 0 && row < height; j++) {
                        int column = x + j * g.dilationW();
                        if (column >= 0 && column < width) {
                            int from = ((n * height + row) * width + column) * in[in.length - 1] + group * channels;
                            int to = (i * kernel[2] + j) * padded;
                            System.arraycopy(coded.codes(), from, codes, to, channels);
                            System.arraycopy(coded.values(), from, values, to, channels);
                        }
                    }
                }
                int at = window * filters + group * perGroup;
                double[] found;
                if (ones != null) {
                    found = layer.shares().orElseThrow().of(sums, ones, group * perGroup, codes, values);
                } else {
                    found = joined == null ? sums.of(codes, values, 0, depth) : joined(sums, joined, codes, values);
                }
                for (int f = 0; f < perGroup; f++) {
                    int filter = group * perGroup + f;
                    double sum = found[f];
                    if (coded.zeroPoint() != 0) {
                        sum -= coded.zeroPoint() * layer.weightSums()[filter];
                    }
                    results[at + f] = sum * coded.scale(0) * layer.weights().scale(filter);
                }
            }
        }
        return results;
    }

    /** The sums of the activations themselves: a filter of ones. */
    private FilterSums ones(int depth, CodedTensor activations) {
        var codes = new int[depth];
        var values = new double[depth];
        Arrays.fill(
                codes,
                arithmetic.isInteger() ? 1 : arithmetic.weights().element().encode(1));
        Arrays.fill(values, 1);
        return FilterSums.of(arithmetic, new FilterSums.Weights(1, depth, codes, values, true), activations.values());
    }

    private SumRow joined(int filters) {
        var single = new Arithmetic(
                arithmetic.activations(),
                arithmetic.weights(),
                arithmetic.product(),
                arithmetic.variant(),
                1,
                Arithmetic.Inside.EXACT,
                arithmetic.accumulator());
        return SumRow.of(single, filters, SumRow.Range.UNKNOWN);
    }

    private double[] joined(FilterSums sums, SumRow joined, int[] codes, double[] values) {
        joined.clear();
        int step = stretch * arithmetic.lanes();
        for (int from = 0; from < codes.length; from += step) {
            joined.add(sums.of(codes, values, from, Math.min(codes.length, from + step)));
        }
        return joined.values();
    }
}
