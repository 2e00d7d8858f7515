package bitwright.workload.quantise;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Makes plans of layers, each by itself. */
public final class Planner {
    /** A sign and the 11 significant bits of fp16, in which the papers keep what is apart; sums fit 32 bits mostly. */
    private static final int APART_BITS = 12;

    private final Recipe recipe;
    /** Of layers whose inputs are as they are, by name: the same for every recipe on the same inputs. */
    private final Map<String, double[][]> hessians;

    public Planner(Recipe recipe) {
        this(recipe, new HashMap<>());
    }

    /** @param hessians what other planners of the same layers have found, and what this one finds */
    Planner(Recipe recipe, Map<String, double[][]> hessians) {
        this.recipe = recipe;
        this.hessians = hessians;
    }

    /**
     * A layer's plan, and what it costs.
     *
     * @param costOverRtn the weighted error of the weights on the calibration inputs over that of rounding to nearest; 1
     *     where nothing is weighed
     */
    public record Planned(LayerPlan plan, double costOverRtn) {}

    /** Plans a layer by a method that weighs layers by themselves. */
    public Planned plan(LayerSample layer) {
        return switch (recipe.method()) {
            case RTN -> new Planned(LayerPlan.of(nearest(layer, recipe.weights())), 1);
            case GPTQ, SMOOTHQUANT, SMOOTHQUANT_GPTQ -> smoothed(layer);
            case LLM_INT8 -> new Planned(byChannel(layer), 1);
            case DENSE_AND_SPARSE -> new Planned(sparse(layer), 1);
            default -> throw new IllegalStateException(recipe.method() + " weighs the whole network");
        };
    }

    /** A layer of plain integers: what mixed precision and profiles choose from. */
    static LayerPlan integers(LayerSample layer, WeightFormat format, Optional<Integer> activationBits) {
        return LayerPlan.of(new LayerPlan.Part(
                RoundToNearestWeights.quantise(format, layer.weights(), layer.shape()),
                layer.weights(),
                activationBits.map(bits -> ActivationRounding.of("int" + bits, "tensor", layer))));
    }

    private LayerPlan.Part nearest(LayerSample layer, WeightFormat format) {
        return part(layer, RoundToNearestWeights.quantise(format, layer.weights(), layer.shape()));
    }

    private LayerPlan.Part part(LayerSample layer, QuantisedWeights weights) {
        return new LayerPlan.Part(
                weights,
                layer.weights(),
                recipe.activationFormat().map(name -> ActivationRounding.of(name, recipe.activationScales(), layer)));
    }

    private Planned smoothed(LayerSample layer) {
        boolean smooths = recipe.method().smooths();
        float[] factors = smooths ? SmoothQuant.factors(layer, recipe.smoothing()) : new float[0];
        LayerSample treated = smooths ? SmoothQuant.smoothed(layer, factors) : layer;
        LayerPlan.Part part = nearest(treated, recipe.weights());
        double ratio = 1;
        if (recipe.method().usesGptq() && layer.geometry().groups() == 1) {
            double[][] hessian =
                    smooths ? hessian(treated) : hessians.computeIfAbsent(layer.name(), name -> hessian(layer));
            QuantisedWeights better = Gptq.quantise(recipe.weights(), treated.weights(), layer.shape(), hessian);
            double before = Gptq.cost(treated.weights(), part.weights(), hessian);
            ratio = before == 0 ? 1 : Gptq.cost(treated.weights(), better, hessian) / before;
            part = part(treated, better);
        }
        return new Planned(new LayerPlan(factors, new int[0], part, Optional.empty()), ratio);
    }

    private static double[][] hessian(LayerSample layer) {
        return Hessian.of(layer.geometry(), layer.inputShape(), layer.inputs(), layer.shape());
    }

    /**
     * The channels with outliers apart. A layer with groups has none, since its channels are not one reduction; one whose
     * channels are all outliers is multiplied in 12 bits as a whole.
     */
    private LayerPlan byChannel(LayerSample layer) {
        int[] apart = layer.geometry().groups() == 1 ? Outliers.channels(layer, recipe.outlierThreshold()) : new int[0];
        if (apart.length == 0) {
            return LayerPlan.of(nearest(layer, recipe.weights()));
        }
        if (apart.length == layer.channels()) {
            return LayerPlan.of(wide(layer, layer.weights()));
        }
        int[] rest = IntStream.range(0, layer.channels())
                .filter(c -> Arrays.binarySearch(apart, c) < 0)
                .toArray();
        LayerSample others = layer.only(apart);
        return new LayerPlan(
                new float[0],
                apart,
                nearest(layer.only(rest), recipe.weights()),
                Optional.of(wide(others, others.weights())));
    }

    private LayerPlan.Part wide(LayerSample layer, float[] weights) {
        var format = new IntegerSteps(APART_BITS, WeightFormat.CHANNEL);
        return new LayerPlan.Part(
                RoundToNearestWeights.quantise(format, weights, layer.shape()),
                weights,
                recipe.activationFormat()
                        .map(name -> ActivationRounding.of("int" + APART_BITS, recipe.activationScales(), layer)));
    }

    private LayerPlan sparse(LayerSample layer) {
        float[] kept = Outliers.largest(layer.weights(), recipe.sparseShare());
        float[] rest = layer.weights().clone();
        for (int i = 0; i < rest.length; i++) {
            rest[i] = kept[i] == 0 ? rest[i] : 0;
        }
        LayerPlan.Part dense = nearest(layer.with(rest), recipe.weights());
        var format = new IntegerSteps(APART_BITS, WeightFormat.CHANNEL);
        var apart = new LayerPlan.Part(
                RoundToNearestWeights.quantise(format, kept, layer.shape()), kept, dense.activations());
        return new LayerPlan(new float[0], new int[0], dense, Optional.of(apart));
    }
}
