package bitwright.conformance.reproduce;

import bitwright.accel.LayerMachine;
import bitwright.accel.Setup;
import bitwright.arith.recoding.EntCode;
import bitwright.arith.recoding.Recoding;
import bitwright.config.ConfigReader;
import bitwright.config.Library;
import bitwright.config.Setting;
import bitwright.sim.energy.Action;
import bitwright.sim.energy.EnergyTable;
import bitwright.sim.memory.IdealMemory;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.ValueCheck;
import bitwright.workload.LayerTrace;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The bit-slice PEs of arXiv 2503.06342: digits of normally distributed operands, exactly from their distribution, and
 * efficiencies of the PEs on the convolutions of {@code glyphs-cnn}, whose values are real.
 */
final class TpeMeasurement implements Measurement {
    private static final int[] DEVIATIONS = {10, 20, 30, 40, 50};
    private static final int DIGITS = 4;
    private static final int OPERANDS = 4;
    /** The paper's critical paths in 28 nm, in ns, as a reader of it tells: a MAC and OPT1. */
    private static final double OPT1_CLOCK = 1.95 / 0.92;

    private static final EnergyTable TABLE = ChipEnergy.table("cmos-45nm");

    @Override
    public Map<String, Double> measure(int threads) {
        var figures = new HashMap<String, Double>();
        for (int deviation : DEVIATIONS) {
            double[] normal = normal(deviation);
            figures.put("digits-" + deviation, mean(normal, Recoding.ENT::terms));
            figures.put(
                    "booth-over-ent-" + deviation,
                    mean(normal, Recoding.BOOTH_RADIX4::terms) / mean(normal, Recoding.ENT::terms));
            figures.put("turns-" + deviation, turns(normal));
        }
        var uniform = new double[256];
        Arrays.fill(uniform, 1 / 256.0);
        figures.put("digits-uniform", mean(uniform, Recoding.ENT::terms));
        figures.put("turns-uniform", turns(uniform));
        figures.put("zero-turns", turns(normal(0.01)));

        var layers = new LayerTrace("glyphs-cnn", "library", "", Zoo.convolutions("glyphs-cnn"));
        var opt4e = Run.of("tpe-opt4e", layers, threads);
        var opt4c = Run.of("tpe-opt4c", layers, threads);
        var laconic = Run.of("laconic-1k", layers, threads);
        figures.put("energy-opt4e-laconic", laconic.picojoules / opt4e.picojoules);
        figures.put("area-opt4e-laconic", opt4e.perArea() / laconic.perArea());
        figures.put("energy-opt4c-laconic", laconic.picojoules / opt4c.picojoules);
        figures.put("area-opt4c-laconic", opt4c.perArea() / laconic.perArea());

        var systolic = Run.of("systolic-os-32", layers, threads);
        var systolic1 = Run.of("systolic-os-32-opt1", layers, threads);
        figures.put("energy-systolic", systolic.picojoules / systolic1.picojoules);
        figures.put("area-systolic", systolic1.perArea() * OPT1_CLOCK / systolic.perArea());
        var cube = Run.of("cube-8", layers, threads);
        var cube1 = Run.of("cube-8-opt1", layers, threads);
        figures.put("energy-cube", cube.picojoules / cube1.picojoules);
        figures.put("area-cube", cube1.perArea() * OPT1_CLOCK / cube.perArea());
        String eightBit = "pe.operandBits=8";
        var tree = Run.of("dadiannao", layers, threads, "array.rows=32", "array.columns=16", eightBit);
        var tree2 = Run.of("tpe-opt2", layers, threads);
        figures.put("energy-tree", tree.picojoules / tree2.picojoules);
        figures.put("area-tree", tree2.perArea() / tree.perArea());
        var matrix = Run.of("dadiannao", layers, threads, "array.rows=32", "array.columns=16", "pe.lanes=1", eightBit);
        figures.put("energy-matrix", matrix.picojoules / opt4e.picojoules);
        figures.put("area-matrix", opt4e.perArea() / matrix.perArea());
        return figures;
    }

    /** The distribution of int8 codes whose values are normal, rounded and clipped; code −128 first. */
    private static double[] normal(double deviation) {
        var shares = new double[256];
        double below = 0;
        for (int value = -128; value < 128; value++) {
            double upTo = value == 127 ? 1 : 0.5 + integral(Math.abs(value + 0.5) / deviation) * (value < 0 ? -1 : 1);
            shares[value + 128] = upTo - below;
            below = upTo;
        }
        return shares;
    }

    /** The standard normal density's integral from zero, by Simpson's rule. */
    private static double integral(double to) {
        double end = Math.min(to, 12);
        int steps = 2000;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double x = end * i / steps;
            double weight = i == 0 || i == steps ? 1 : i % 2 == 0 ? 2 : 4;
            sum += weight * StrictMath.exp(-x * x / 2);
        }
        return sum * end / steps / 3 / StrictMath.sqrt(2 * Math.PI);
    }

    private static double mean(double[] shares, IntToDoubleFunction of) {
        double mean = 0;
        for (int value = -128; value < 128; value++) {
            mean += shares[value + 128] * of.applyAsDouble(value);
        }
        return mean;
    }

    /** Turns of the sparse encoder an operand, bubbles included: groups of four at a weight take as many as are not zero. */
    private static double turns(double[] shares) {
        double turns = 0;
        for (int digit = 0; digit < DIGITS; digit++) {
            int of = digit;
            double nonZero = mean(shares, value -> EntCode.code(value, of) == 0 ? 0 : 1);
            turns += OPERANDS * nonZero + StrictMath.pow(1 - nonZero, OPERANDS);
        }
        return turns / OPERANDS;
    }

    /**
     * A design on all layers.
     *
     * @param computeCycles without fill and memory
     * @param picojoules of the PEs and what moves between them, without buffers and memory
     * @param areaUm2 of the PEs
     */
    private record Run(long computeCycles, double picojoules, double areaUm2) {
        static Run of(String design, LayerTrace layers, int threads, String... settings) {
            var path = Library.builtIn().path(Library.Kind.DESIGNS, design);
            var parsed = Stream.of(settings).map(Setting::parse).toList();
            var machine = (LayerMachine)
                    ConfigReader.builtIn().design(path, parsed, List.of()).machine();
            var setup =
                    new Setup(new IdealMemory("dram.ddr4"), TABLE, Fidelity.STEP, ValueCheck.Method.PROVEN, 1, threads);
            List<LayerResult> results = machine.run(layers, setup);
            double energy = results.stream()
                    .flatMap(result -> result.energy().componentPj().entrySet().stream())
                    .filter(entry -> !entry.getKey().contains("buffer")
                            && !entry.getKey().contains("memory"))
                    .mapToDouble(Map.Entry::getValue)
                    .sum();
            Map<Action, Long> logic = machine.inventory().entrySet().stream()
                    .filter(entry -> !entry.getKey().isMemory())
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            return new Run(
                    results.stream()
                            .mapToLong(result -> result.cycles().compute())
                            .sum(),
                    energy,
                    TABLE.areaUm2(logic).orElseThrow());
        }

        /** Layers a cycle and area. */
        double perArea() {
            return 1 / (computeCycles * areaUm2);
        }
    }
}
