package bitwright.conformance.reproduce;

import bitwright.accel.Setup;
import bitwright.accel.SideBySide;
import bitwright.accel.pim.PimGpt;
import bitwright.config.ConfigReader;
import bitwright.config.Library;
import bitwright.config.Setting;
import bitwright.config.TransformerConfig;
import bitwright.sim.energy.EnergyTable;
import bitwright.sim.memory.IdealMemory;
import bitwright.sim.result.Fidelity;
import bitwright.workload.transformer.TransformerRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** PIM-GPT's eight models on the library's design of it, 1,024 generated tokens each. */
final class PimGptMeasurement implements Measurement {
    private static final List<String> MODELS = List.of(
            "gpt2-small", "gpt2-medium", "gpt2-large", "gpt2-xl", "gpt3-small", "gpt3-medium", "gpt3-large", "gpt3-xl");
    private static final String LARGEST = "gpt3-xl";
    private static final int TOKENS = 1024;

    /** A T4's memory, as its maker tells; recalled. */
    private static final double T4_GB_PER_S = 320;

    private static final String TIME = "meanTokenUs";
    private static final String CHIP = "companionChipPercent";

    /** A companion chip that chains its passes and takes Taylor polynomials as they are. */
    private static final List<String> PLAIN = List.of("asic.arguments=series", "asic.passes=chained");

    private record Job(String key, String model, String design, int tokens, List<String> settings) {}

    private interface Ours {
        double of(String key, String statistic);
    }

    @Override
    public Map<String, Double> measure(int threads) {
        return measure(TOKENS, threads);
    }

    /** The same with another number of tokens. */
    static Map<String, Double> measure(int tokens, int threads) {
        return figures(statistics(jobs(tokens), threads));
    }

    /** All runs, with so many tokens. */
    private static List<Job> jobs(int tokens) {
        var jobs = new ArrayList<Job>();
        for (String model : MODELS) {
            jobs.add(new Job(model, model, "pim-gpt", tokens, List.of()));
            jobs.add(new Job(model + "-100mhz", model, "pim-gpt", tokens, List.of("asic.clockMHz=100")));
        }
        for (String model : List.of(LARGEST, MODELS.get(0))) {
            jobs.add(new Job(model + "-plain", model, "pim-gpt", tokens, PLAIN));
            var slower = Stream.concat(PLAIN.stream(), Stream.of("asic.clockMHz=100"));
            jobs.add(new Job(model + "-plain-100mhz", model, "pim-gpt", tokens, slower.toList()));
        }
        jobs.add(new Job("overlapped", LARGEST, "pim-gpt", tokens, List.of("schedule=overlapped")));
        jobs.add(new Job("channels-16", LARGEST, "pim-gpt", tokens, List.of("memory.channels=16")));
        jobs.add(new Job("blocks", LARGEST, "pim-gpt", tokens, List.of("outputLayer=false")));
        jobs.add(new Job("aim", LARGEST, "pim-gpt-aim", tokens, List.of()));
        jobs.add(new Job("quarter", LARGEST, "pim-gpt", tokens, List.of("energy.columnShare=0.25")));
        return jobs;
    }

    private static Map<String, Map<String, Double>> statistics(List<Job> jobs, int threads) {
        var found = SideBySide.of(jobs, threads, PimGptMeasurement::run);
        var statistics = new HashMap<String, Map<String, Double>>();
        for (int i = 0; i < found.size(); i++) {
            statistics.put(jobs.get(i).key(), found.get(i));
        }
        return statistics;
    }

    private static Map<String, Double> run(Job job) {
        var library = Library.builtIn();
        var settings = job.settings().stream().map(Setting::parse).toList();
        var machine = (PimGpt) ConfigReader.builtIn()
                .design(library.path(Library.Kind.DESIGNS, job.design()), settings, List.of())
                .machine();
        EnergyTable prices = ConfigReader.builtIn().energy("cmos-45nm", "energy");
        var model = TransformerConfig.of(job.model());
        var setup = new Setup(new IdealMemory("dram.ddr4"), prices, Fidelity.STEP, null, 1, 1);
        return machine.runWhole(new TransformerRun(model.name(), model.model(), 1, job.tokens()), setup)
                .statistics();
    }

    private static Map<String, Double> figures(Map<String, Map<String, Double>> statistics) {
        Ours ours = (key, statistic) -> statistics.get(key).get(statistic);
        var figures = new HashMap<String, Double>();
        for (String model : MODELS) {
            figures.put("time-" + model, ours.of(model, TIME));
            figures.put("energy-" + model, ours.of(model, "tokenMillijoule"));
            figures.put("off-chip-" + model, ours.of(model, "offChipReduction"));
            figures.put("row-hit-" + model, ours.of(model, "rowHitPercent"));
            figures.put("slower-chip-" + model, 100 * (ours.of(model + "-100mhz", TIME) / ours.of(model, TIME) - 1));
            double weightsUs = TransformerConfig.of(model).model().blockWeights() * 2 / (T4_GB_PER_S * 1000);
            figures.put("t4-" + model, weightsUs / ours.of(model, TIME));
        }
        figures.put(
                "row-hit",
                models(model -> figures.get("row-hit-" + model)).average().orElseThrow());
        figures.put(
                "off-chip-least",
                models(model -> figures.get("off-chip-" + model)).min().orElseThrow());
        figures.put(
                "off-chip-most",
                models(model -> figures.get("off-chip-" + model)).max().orElseThrow());
        figures.put(
                "slower-chip-most",
                models(model -> figures.get("slower-chip-" + model)).max().orElseThrow());
        figures.put("chip-share", ours.of(LARGEST, CHIP));
        figures.put("other-share", ours.of(LARGEST, "otherThanProductsPercent"));
        figures.put("chip-share-plain", ours.of(LARGEST + "-plain", CHIP));
        for (String model : List.of(LARGEST, MODELS.get(0))) {
            figures.put(
                    "slower-chip-plain-" + model,
                    100 * (ours.of(model + "-plain-100mhz", TIME) / ours.of(model + "-plain", TIME) - 1));
        }
        figures.put("channels", ours.of(LARGEST, TIME) / ours.of("channels-16", TIME));
        figures.put("overlapped", ours.of(LARGEST, TIME) / ours.of("overlapped", TIME));
        figures.put("without-head", ours.of("blocks", TIME));
        figures.put("aim", ours.of("aim", TIME));
        figures.put("power-v1", ours.of(LARGEST, "meanPowerW"));
        figures.put("power-v2", ours.of(LARGEST, "meanPowerW"));
        figures.put("power-quarter", ours.of("quarter", "meanPowerW"));
        figures.put("power-aim", ours.of("aim", "meanPowerW"));
        figures.put("ratio-gpt2", ours.of("gpt2-xl", TIME) / ours.of("gpt2-small", TIME));
        figures.put("ratio-gpt3", ours.of("gpt3-xl", TIME) / ours.of("gpt3-small", TIME));
        return figures;
    }

    private static DoubleStream models(ToDoubleFunction<String> figure) {
        return MODELS.stream().mapToDouble(figure);
    }
}
