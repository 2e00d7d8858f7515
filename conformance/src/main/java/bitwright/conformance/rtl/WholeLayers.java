package bitwright.conformance.rtl;

import bitwright.accel.LayerMachine;
import bitwright.accel.Setup;
import bitwright.accel.memory.Buffers;
import bitwright.accel.pe.LanePe;
import bitwright.accel.serial.Array;
import bitwright.accel.serial.SerialGrid;
import bitwright.accel.serial.Sync;
import bitwright.config.ConfigReader;
import bitwright.config.Library;
import bitwright.sim.memory.IdealMemory;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.ValueCheck;
import bitwright.workload.Layer;
import java.util.List;

/** Runs' operands as whole layers through a machine, at step fidelity: not one register is looked at. */
final class WholeLayers {
    private WholeLayers() {}

    /** All sums of a layer, {@code [output position][filter]}. */
    static long[] sums(LayerMachine machine, Layer layer) {
        var table = ConfigReader.builtIn().energy(Library.builtIn().path(Library.Kind.ENERGY, "cmos-45nm"), List.of());
        var setup = new Setup(new IdealMemory("dram.ddr4"), table, Fidelity.STEP, ValueCheck.Method.RECOMPUTED, 1, 1);
        return machine.simulate(layer, setup).sums().data();
    }

    /** A small grid of such PEs. */
    static SerialGrid grid(LanePe pe) {
        var sync = new Sync(Sync.Scope.ALL, 0, Sync.FullyConnected.STAGGERED);
        return new SerialGrid(new Array(4, 4, 1), pe, sync, new Buffers(64, 64), SerialGrid.FirstLayer.NONE, 1000);
    }
}
