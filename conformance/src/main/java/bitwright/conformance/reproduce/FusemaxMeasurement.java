package bitwright.conformance.reproduce;

import bitwright.accel.Setup;
import bitwright.accel.attention.Cascade;
import bitwright.accel.attention.FuseMax;
import bitwright.conformance.fusemax.AttentionModels;
import bitwright.conformance.fusemax.AttentionModels.Model;
import bitwright.sim.memory.IdealMemory;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.ValueCheck;
import bitwright.workload.attention.AttentionRun;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleBiFunction;

/** FuseMax and its steps over FLAT, means over four transformers and six lengths, as its artifact averages. */
final class FusemaxMeasurement implements Measurement {
    private final Setup setup = new Setup(
            new IdealMemory("dram.hbm2"),
            ChipEnergy.table("cmos-45nm"),
            Fidelity.CLOSED,
            ValueCheck.Method.PROVEN,
            1,
            1);

    @Override
    public Map<String, Double> measure(int threads) {
        FuseMax flat = AttentionModels.machine(Cascade.FLAT);
        FuseMax binding = AttentionModels.machine(Cascade.BINDING);
        var figures = new HashMap<String, Double>();
        for (Cascade cascade : Cascade.values()) {
            if (cascade != Cascade.FLAT) {
                FuseMax machine = AttentionModels.machine(cascade);
                String name = "speed-up-" + cascade.name().toLowerCase(Locale.ROOT);
                figures.put(
                        name, mean((model, length) -> cycles(flat, model, length) / cycles(machine, model, length)));
            }
        }
        figures.put(
                "utilisation-2d",
                mean((model, length) -> binding.cost(model.attention(length)).squareUtilisation()));
        figures.put(
                "end-to-end",
                mean((model, length) -> (cycles(flat, model, length) + linear(flat, model, length))
                        / (cycles(binding, model, length) + linear(binding, model, length))));
        figures.put("energy", mean((model, length) -> energy(binding, model, length) / energy(flat, model, length)));
        return figures;
    }

    private static double mean(ToDoubleBiFunction<Model, Integer> figure) {
        double sum = 0;
        int count = 0;
        for (Model model : new TreeMap<>(AttentionModels.MODELS).values()) {
            for (int length : new TreeMap<>(AttentionModels.LENGTHS).values()) {
                sum += figure.applyAsDouble(model, length);
                count++;
            }
        }
        return sum / count;
    }

    private static double cycles(FuseMax machine, Model model, int length) {
        return machine.cost(model.attention(length)).cycles();
    }

    /** The other matrix products, on all PEs. */
    private static double linear(FuseMax machine, Model model, int length) {
        return model.linearMacs(length) / machine.peakMacsPerCycle();
    }

    private double energy(FuseMax machine, Model model, int length) {
        var run = new AttentionRun("attention", model.attention(length), 1);
        return machine.run(run, setup).get(0).energy().totalPj();
    }
}
