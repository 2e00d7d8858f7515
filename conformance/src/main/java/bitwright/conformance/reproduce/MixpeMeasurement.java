package bitwright.conformance.reproduce;

import bitwright.accel.mixed.FusionArray;
import bitwright.accel.mixed.PaperCost;
import bitwright.accel.mixed.Problem;
import bitwright.accel.systolic.Gemm;
import bitwright.config.ConfigReader;
import bitwright.config.Library;
import bitwright.config.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * MixPE and its baselines on the linear layers of two transformers and a patch embedding, 64 rows a batch: under the costing
 * of its public simulator with tilings of our own, and under ours, with all of the memory that an array could wish for.
 */
final class MixpeMeasurement implements Measurement {
    private static final int BATCH = 64;
    private static final int VECTOR_SHARE = 8;
    private static final List<String> DESIGNS = List.of("w4a8", "w4a16", "ant", "bitfusion", "int8", "fp16");

    /**
     * A network.
     *
     * @param blocks transformer blocks
     * @param ofFour blocks whose layers ANT takes at 4 bits, as the simulator's list has it
     * @param width of the model
     * @param feedForward width of its inner layer
     * @param patches whether a convolution of 16 by 16 patches comes first
     */
    private record Network(String name, int blocks, int ofFour, int width, int feedForward, boolean patches) {}

    private static final List<Network> NETWORKS =
            List.of(new Network("vit", 12, 10, 768, 3072, true), new Network("opt", 32, 26, 4096, 16384, false));

    /** A matrix product or convolution, so often, at a width. */
    private record Step(int count, Problem problem) {}

    @Override
    public Map<String, Double> measure(int threads) {
        var figures = new HashMap<String, Double>();
        for (Network network : NETWORKS) {
            var costs = new HashMap<String, PaperCost>();
            var cycles = new HashMap<String, Double>();
            for (String design : DESIGNS) {
                var machine = machine(design);
                costs.put(design, cost(machine, steps(network, design, machine)));
                cycles.put(design, ours(machine, network, design));
            }
            for (String design : DESIGNS) {
                String key = network.name + "-" + design;
                PaperCost cost = costs.get(design);
                PaperCost half = costs.get("fp16");
                figures.put("cycles-" + key, (double) cost.cycles());
                figures.put("time-" + key, (double) cost.cycles() / half.cycles());
                figures.put("energy-" + key, cost.totalNj() / half.totalNj());
                figures.put("own-time-" + key, cycles.get(design) / cycles.get("fp16"));
            }
        }
        return figures;
    }

    private static FusionArray machine(String design) {
        var path = Library.builtIn().path(Library.Kind.DESIGNS, "mixpe-" + design);
        return (FusionArray) ConfigReader.builtIn()
                .design(path, List.of(Setting.parse("compat=mixpe-paper")), List.of())
                .machine();
    }

    private static int[][] linear(Network network) {
        return new int[][] {
            {network.width, 3 * network.width},
            {network.width, network.width},
            {network.width, network.feedForward},
            {network.feedForward, network.width}
        };
    }

    /** How many of a network's blocks have a layer at the narrow width. */
    private static int narrow(Network network, String design, int layer) {
        return switch (design) {
            case "w4a8", "w4a16" -> network.blocks;
            case "ant" -> network.ofFour;
            case "bitfusion" -> layer == 1 ? network.blocks / 2 : 0;
            default -> 0;
        };
    }

    private static List<Step> steps(Network network, String design, FusionArray machine) {
        int wide = machine.pe().maxBits();
        int narrowBits = machine.pe().minBits();
        var steps = new ArrayList<Step>();
        if (network.patches) {
            steps.add(new Step(1, new Problem(16, 14, 16, 3, network.width, BATCH, wide, wide)));
        }
        int[][] layers = linear(network);
        for (int layer = 0; layer < layers.length; layer++) {
            int inputs = layers[layer][0];
            int outputs = layers[layer][1];
            int narrow = narrow(network, design, layer);
            if (narrow > 0) {
                steps.add(new Step(narrow, Problem.matrix(inputs, outputs, BATCH, narrowBits, narrowBits)));
            }
            if (narrow < network.blocks) {
                steps.add(new Step(network.blocks - narrow, Problem.matrix(inputs, outputs, BATCH, wide, wide)));
            }
            Problem dequantisation = machine.groups()
                    .map(groups -> Problem.matrix(inputs / VECTOR_SHARE, outputs / groups.size(), BATCH, wide, wide))
                    .orElseGet(() -> Problem.matrix(inputs, outputs / VECTOR_SHARE, BATCH, wide, wide));
            steps.add(new Step(network.blocks, dequantisation));
        }
        return steps;
    }

    private static PaperCost cost(FusionArray machine, List<Step> steps) {
        PaperCost total = null;
        for (Step step : steps) {
            PaperCost one = machine.paperCosting()
                    .cost(step.problem, machine.paperNest(step.problem).orElseThrow());
            PaperCost all = one.times(step.count);
            total = total == null ? all : total.plus(all);
        }
        return total;
    }

    /** Cycles of the array by our own counting. */
    private static double ours(FusionArray machine, Network network, String design) {
        int wide = machine.pe().maxBits();
        int narrowBits = machine.pe().minBits();
        double cycles = 0;
        if (network.patches) {
            var gemm = new Gemm(BATCH * 14 * 14, network.width, 16 * 16 * 3);
            cycles += machine.project(gemm, wide, wide).cycles().total();
        }
        int[][] layers = linear(network);
        for (int layer = 0; layer < layers.length; layer++) {
            var gemm = new Gemm(BATCH, layers[layer][1], layers[layer][0]);
            int narrow = narrow(network, design, layer);
            cycles += narrow
                    * machine.project(gemm, narrowBits, narrowBits).cycles().total();
            cycles += (network.blocks - narrow)
                    * (double) machine.project(gemm, wide, wide).cycles().total();
        }
        return cycles;
    }
}
