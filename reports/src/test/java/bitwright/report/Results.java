package bitwright.report;

import bitwright.sim.energy.Confidence;
import bitwright.sim.energy.EnergyReport;
import bitwright.sim.result.Cycles;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.Identity;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.RunResult;
import bitwright.sim.result.ValueCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Results made by hand, with numbers that a reader can add up. */
final class Results {
    private Results() {}

    static Identity identity(String design, String workload, String energyTable) {
        return new Identity(
                design,
                "d".repeat(8) + design.hashCode(),
                workload,
                "aaaaaaaa" + workload,
                "model " + workload + ".tflite",
                "cccccccc" + design,
                "0.1.0",
                1,
                Fidelity.STEP,
                "ideal",
                energyTable,
                "eeeeeeee" + energyTable,
                1000,
                4096);
    }

    static LayerResult layer(String name, Cycles cycles, double multiplierPj, double dramPj) {
        return new LayerResult(
                name,
                "conv2d",
                1_000_000,
                600_000,
                cycles,
                250,
                Map.of("barrier", 12L),
                Map.of("dram.read", 2_000_000L, "sram.activations.read", 3_000_000L),
                Map.of("multipliers", Map.of("mul.int:16", 1_000_000L, "add.int:32", 999_000L)),
                new EnergyReport(
                        Map.of("multipliers", multiplierPj, "dram", dramPj),
                        Map.of(Confidence.TRANSCRIBED, multiplierPj, Confidence.RECALLED, dramPj)),
                new ValueCheck(ValueCheck.Method.RECOMPUTED, 1024, 1024, 0, ""),
                Map.of("mean_bits", 5.25));
    }

    /** 1000 + 3000 cycles, 3 + 5 µJ. */
    static RunResult slow() {
        return new RunResult(
                identity("slow", "tiny", "cmos-45nm"),
                List.of(
                        layer("conv1", new Cycles(900, 100, 0, 0, 0), 2e6, 1e6),
                        layer("conv2", new Cycles(2500, 100, 0, 0, 400), 4e6, 1e6)));
    }

    /** 500 + 1000 cycles, 1.5 + 2.5 µJ: 2 times, 3 times and in total 4000 / 1500 = 2.67 times faster. */
    static RunResult quick() {
        return new RunResult(
                identity("quick", "tiny", "cmos-45nm"),
                List.of(
                        layer("conv1", new Cycles(400, 100, 0, 0, 0), 0.5e6, 1e6),
                        layer("conv2", new Cycles(500, 100, 0, 0, 400), 1.5e6, 1e6)));
    }

    /** Layers conv1, conv2 … with these cycles, behind a memory that is at work for so many of each. */
    static RunResult behindMemory(String design, double offChipCycles, Cycles... cycles) {
        var layers = new ArrayList<LayerResult>();
        for (Cycles each : cycles) {
            var plain = layer("conv" + (layers.size() + 1), each, 1e6, 1e6);
            layers.add(new LayerResult(
                    plain.name(),
                    plain.op(),
                    plain.macs(),
                    plain.effectiveMacs(),
                    each,
                    plain.idealCycles(),
                    plain.stallCycles(),
                    plain.trafficBits(),
                    plain.componentActions(),
                    plain.energy(),
                    plain.values(),
                    Map.of(LayerResult.OFF_CHIP_CYCLES, offChipCycles)));
        }
        return new RunResult(identity(design, "tiny", "cmos-45nm"), layers);
    }

    /** A result with another identity. */
    static RunResult with(RunResult run, Identity identity) {
        return new RunResult(identity, run.layers());
    }

    /** A seeded network of that many layers, as real ones look: long names, stalls, many components. */
    static RunResult network(String design, int layers, double factor) {
        var random = new Random(7);
        var results = new ArrayList<LayerResult>();
        for (int i = 0; i < layers; i++) {
            long macs = 100_000 + random.nextInt(50_000_000);
            long ideal = macs / 4096 + 1;
            long compute = (long) (ideal * (1 + random.nextDouble()) / factor * (0.8 + 0.4 * random.nextDouble()));
            var energy = new TreeMap<String, Double>();
            for (String component : List.of(
                    "accumulators",
                    "activation buffer",
                    "dram",
                    "multipliers",
                    "precision detectors",
                    "shifters",
                    "weight buffer")) {
                energy.put(component, macs * random.nextDouble() / factor);
            }
            double total =
                    energy.values().stream().mapToDouble(Double::doubleValue).sum();
            results.add(new LayerResult(
                    "model/stage" + i / 10 + "/block" + i % 10 + "/conv2d_" + i,
                    i % 3 == 2 ? "depthwise" : "conv2d",
                    macs,
                    macs * 6 / 10,
                    new Cycles(compute, compute / 50, compute / 30, compute / 20, compute / 7),
                    (long) Math.min(ideal / factor, compute),
                    Map.of("barrier", compute / 9, "dram", compute / 7),
                    Map.of(
                            "dram.read", macs / 3,
                            "dram.write", macs / 11,
                            "sram.activations.read", macs / 2,
                            "sram.weights.read", macs,
                            "sram.output.write", macs / 5),
                    Map.of(
                            "multipliers",
                            Map.of("mul.int:16", macs, "add.int:32", macs, "register.write:24", 3 * macs)),
                    new EnergyReport(
                            energy, Map.of(Confidence.TRANSCRIBED, total * 0.7, Confidence.RECALLED, total * 0.3)),
                    new ValueCheck(ValueCheck.Method.RECOMPUTED, macs / 100, macs / 100, 0, ""),
                    Map.of("mean_activation_bits", 3 + random.nextDouble(), "zero_share", random.nextDouble())));
        }
        return new RunResult(identity(design, "mobilenet-v1", "cmos-45nm"), results);
    }
}
