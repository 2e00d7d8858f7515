package bitwright.workload.quantise;

import bitwright.workload.quantise.mixed.Choice;
import bitwright.workload.quantise.mixed.Costs;
import bitwright.workload.quantise.mixed.DiagonalSearch;
import bitwright.workload.quantise.mixed.Profile;
import bitwright.workload.quantise.mixed.QuadraticSearch;
import bitwright.workload.quantise.mixed.Sensitivity;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Plans that weigh layers by what they do to the network's output. */
public final class NetworkPlans {
    /**
     * What was found.
     *
     * @param plans by layer
     * @param note what there is to tell, a line each
     */
    public record Found(Map<String, LayerPlan> plans, List<String> note) {}

    private final Recipe recipe;
    private final List<LayerSample> layers;
    private final JudgedNetwork network;
    private final Map<List<Integer>, LayerPlan> made = new LinkedHashMap<>();

    /**
     * A network to be planned.
     *
     * @param layers its layers with constant weights, on the calibration inputs
     * @param network the network on the calibration inputs
     */
    public NetworkPlans(Recipe recipe, List<LayerSample> layers, JudgedNetwork network) {
        this.recipe = recipe;
        this.layers = List.copyOf(layers);
        this.network = network;
    }

    public Found find() {
        return recipe.method() == Method.PROFILE ? profile() : mixed();
    }

    /** What widths cost, pairs included if asked for: the loss on the calibration inputs. */
    public Costs costs(boolean pairs) {
        List<Integer> widths = recipe.bits();
        long[][] sizes = new long[layers.size()][widths.size()];
        for (int i = 0; i < sizes.length; i++) {
            for (int c = 0; c < widths.size(); c++) {
                sizes[i][c] = (long) widths.get(c) * layers.get(i).weights().length;
            }
        }
        ToDoubleFunction<int[]> loss = choice -> {
            Map<String, LayerPlan> plans = new LinkedHashMap<>();
            for (int i = 0; i < choice.length; i++) {
                if (choice[i] >= 0) {
                    plans.put(layers.get(i).name(), integers(i, widths.get(choice[i]), 0));
                }
            }
            return network.judge(new PlannedProducts(plans)).loss();
        };
        return Sensitivity.measure(widths.size(), sizes, loss, pairs);
    }

    /** The budget in bits. */
    public long budget() {
        long weights = 0;
        for (LayerSample layer : layers) {
            weights += layer.weights().length;
        }
        return (long) Math.floor(recipe.averageBits() * weights);
    }

    private Found mixed() {
        boolean pairs = recipe.method() == Method.CLADO;
        Costs costs = costs(pairs);
        Choice diagonal = DiagonalSearch.minimise(costs, budget());
        Choice choice = pairs ? QuadraticSearch.minimise(costs, budget()) : diagonal;
        String told = pairs
                ? String.format(
                        Locale.ROOT,
                        "weighed with what layers cost one another: %.5f nats%s; by the diagonal alone hawq would "
                                + "choose what costs %.5f",
                        choice.objective() / 2,
                        choice.proven() ? "" : " (best found, not proven)",
                        costs.of(diagonal.options()) / 2)
                : String.format(Locale.ROOT, "weighed one by one: %.5f nats", choice.objective() / 2);
        return new Found(plans(choice), List.of(told));
    }

    /** The plans of a choice of widths. */
    public Map<String, LayerPlan> plans(Choice choice) {
        Map<String, LayerPlan> plans = new LinkedHashMap<>();
        for (int i = 0; i < layers.size(); i++) {
            int width = recipe.bits().get(choice.options()[i]);
            plans.put(layers.get(i).name(), integers(i, width, 0));
        }
        return plans;
    }

    private Found profile() {
        int least = recipe.bits().get(0);
        int most = recipe.bits().get(recipe.bits().size() - 1);
        int[] bits = Profile.find(2 * layers.size(), least, most, recipe.bound(), this::error);
        double left = error(bits);
        String told = String.format(
                Locale.ROOT,
                "the output's error is %.4f of the output, the bound %s%s",
                left,
                recipe.bound(),
                left > recipe.bound() ? ", which " + most + " bits everywhere do not keep" : "");
        return new Found(profiled(bits), List.of(told));
    }

    private double error(int[] bits) {
        return network.judge(new PlannedProducts(profiled(bits))).error();
    }

    /** Weights first, then activations; an operand with no bits is not rounded. */
    private Map<String, LayerPlan> profiled(int[] bits) {
        Map<String, LayerPlan> plans = new LinkedHashMap<>();
        for (int i = 0; i < layers.size(); i++) {
            int activations = bits[layers.size() + i];
            if (bits[i] > 0 || activations > 0) {
                plans.put(layers.get(i).name(), integers(i, bits[i], activations));
            }
        }
        return plans;
    }

    /** A layer with integers of some width; with those of 16 bits where weights have none. */
    private LayerPlan integers(int layer, int weightBits, int activationBits) {
        return made.computeIfAbsent(
                Arrays.asList(layer, weightBits, activationBits),
                key -> Planner.integers(
                        layers.get(layer),
                        recipe.integers(weightBits == 0 ? 16 : weightBits),
                        activationBits == 0 ? Optional.empty() : Optional.of(activationBits)));
    }
}
