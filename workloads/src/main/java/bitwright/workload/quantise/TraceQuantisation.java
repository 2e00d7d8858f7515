package bitwright.workload.quantise;

import bitwright.workload.Batch;
import bitwright.workload.ContentHash;
import bitwright.workload.Tensor;
import bitwright.workload.bundle.TraceBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rounds a trace bundle anew from its float masters. */
public final class TraceQuantisation {
    private TraceQuantisation() {}

    /** By a recipe, calibrated on the bundle's own inputs. */
    public static QuantisedTrace of(TraceBundle bundle, Recipe recipe) throws IOException {
        return of(bundle, recipe, Optional.empty());
    }

    /**
     * By a recipe.
     *
     * @param calibration codes of the network's input on which it is calibrated, {@code [N,…]}; the recipe's choice of the
     *     bundle's own where empty
     */
    public static QuantisedTrace of(TraceBundle bundle, Recipe recipe, Optional<Tensor> calibration)
            throws IOException {
        var network = new BundleNetwork(bundle, recipe.kSort());
        if (recipe.keys().isPresent()) {
            network.needsLanguage("keys");
        }
        Batch own = network.calibration(recipe);
        List<LayerSample> layers = calibration.isPresent() ? network.samples(calibration.get()) : network.samples(own);
        Map<String, LayerPlan> plans = new LinkedHashMap<>();
        List<LayerOutcome> outcomes = new ArrayList<>();
        List<String> notes = List.of();
        if (recipe.method().weighsNetwork()) {
            JudgedNetwork judged = calibration.isPresent() ? network.judged(calibration.get()) : network.judged(own);
            NetworkPlans.Found found = new NetworkPlans(recipe, layers, judged).find();
            notes = found.note();
            for (LayerSample layer : layers) {
                LayerPlan plan = found.plans().get(layer.name());
                plans.put(layer.name(), plan);
                outcomes.add(LayerOutcome.of(layer, plan, 1));
            }
        } else {
            var planner = new Planner(recipe);
            for (LayerSample layer : layers) {
                Planner.Planned planned = planner.plan(layer);
                plans.put(layer.name(), planned.plan());
                outcomes.add(LayerOutcome.of(layer, planned.plan(), planned.costOverRtn()));
            }
        }
        var hash = new ContentHash().add("recipe", ascii(recipe.describe(own)));
        network.addTo(hash);
        calibration.ifPresent(inputs -> {
            for (int code : inputs.data()) {
                hash.add("", new byte[] {(byte) code, (byte) (code >> 8)});
            }
        });
        return new QuantisedTrace(network, recipe, plans, outcomes, notes, hash.hex());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
