package bitwright.config;

import bitwright.accel.Machine;
import bitwright.accel.attention.FuseMax;
import bitwright.accel.gnn.Ample;
import bitwright.accel.mixed.FusionArray;
import bitwright.accel.number.FormatDotPe;
import bitwright.accel.number.XrNpePe;
import bitwright.accel.pe.BipolarPe;
import bitwright.accel.pe.BitParallelPe;
import bitwright.accel.pe.CompressorTreePe;
import bitwright.accel.pe.DigitSerialPe;
import bitwright.accel.pe.LaconicPe;
import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.LookUpPe;
import bitwright.accel.pe.LoomPe;
import bitwright.accel.pe.PragmaticPe;
import bitwright.accel.pe.ShiftAddPe;
import bitwright.accel.pe.StripesPe;
import bitwright.accel.pe.TernaryPe;
import bitwright.accel.pim.PimGpt;
import bitwright.accel.serial.SerialGrid;
import bitwright.accel.systolic.SystolicArray;
import bitwright.sim.dram.DramMemory;
import bitwright.sim.memory.BandwidthMemory;
import bitwright.sim.memory.IdealMemory;
import bitwright.sim.memory.Memory;
import java.util.Map;

/** The short names of everything built in: the one list that a new variant is entered in. */
public final class BuiltIns {
    /** {@code family:} of a design. */
    static final Map<String, Class<? extends Record>> MACHINES = Map.ofEntries(
            Map.entry("ample", Ample.class),
            Map.entry("fusemax", FuseMax.class),
            Map.entry("fusion-array", FusionArray.class),
            Map.entry("pim-gpt", PimGpt.class),
            Map.entry("serial-grid", SerialGrid.class),
            Map.entry("systolic", SystolicArray.class));

    /** {@code name:} of a processing element. */
    static final Map<String, Class<? extends Record>> PES = Map.ofEntries(
            Map.entry("bit-parallel", BitParallelPe.class),
            Map.entry("bipolar", BipolarPe.class),
            Map.entry("compressor-tree", CompressorTreePe.class),
            Map.entry("digit-serial", DigitSerialPe.class),
            Map.entry("format-dot", FormatDotPe.class),
            Map.entry("laconic", LaconicPe.class),
            Map.entry("look-up", LookUpPe.class),
            Map.entry("loom", LoomPe.class),
            Map.entry("pragmatic", PragmaticPe.class),
            Map.entry("shift-add", ShiftAddPe.class),
            Map.entry("stripes", StripesPe.class),
            Map.entry("ternary", TernaryPe.class),
            Map.entry("xr-npe", XrNpePe.class));

    /** {@code model:} of a memory. */
    static final Map<String, Class<? extends Record>> MEMORIES =
            Map.of("ideal", IdealMemory.class, "bandwidth", BandwidthMemory.class, "dram", DramMemory.class);

    private BuiltIns() {}

    public static Registry registry() {
        return new Registry()
                .with(Machine.class, "family", MACHINES)
                .with(LanePe.class, "name", PES)
                .with(Memory.class, "model", MEMORIES)
                .with(SearchConfig.class, "method", SearchConfig.METHODS);
    }
}
