package bitwright.conformance.reproduce;

import bitwright.accel.Setup;
import bitwright.accel.serial.SerialGrid;
import bitwright.config.ConfigReader;
import bitwright.config.Library;
import bitwright.sim.energy.EnergyReport;
import bitwright.sim.energy.EnergyTable;
import bitwright.sim.memory.IdealMemory;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.ValueCheck;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import java.util.List;
import java.util.function.ToDoubleBiFunction;

/**
 * Energy of a layer on the chip, in pJ under {@code cmos-45nm}, without off-chip memory, which the papers' efficiencies of
 * chips leave out. Nothing leaks and wires are free, so it is a bill rather than a layout.
 */
enum ChipEnergy implements ToDoubleBiFunction<SerialGrid, Layer> {
    /** PEs, detectors and buffers. */
    CHIP {
        @Override
        double of(EnergyReport energy) {
            return energy.totalPj() - energy.componentPj().get("off-chip memory");
        }
    },
    /** PEs alone. */
    PES {
        @Override
        double of(EnergyReport energy) {
            return energy.componentPj().get("pe");
        }
    };

    private final Setup setup =
            new Setup(new IdealMemory("dram.ddr4"), table("cmos-45nm"), Fidelity.STEP, ValueCheck.Method.PROVEN, 1, 1);

    abstract double of(EnergyReport energy);

    /** A table of the library. */
    static EnergyTable table(String name) {
        var path = Library.builtIn().path(Library.Kind.ENERGY, name);
        return ConfigReader.builtIn().energy(path, List.of());
    }

    @Override
    public double applyAsDouble(SerialGrid design, Layer layer) {
        var trace = new LayerTrace("layer", "library", "", List.of(layer));
        return of(design.run(trace, setup).get(0).energy());
    }
}
