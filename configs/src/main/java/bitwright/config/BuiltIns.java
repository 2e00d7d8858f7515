package bitwright.config;

import bitwright.accel.Machine;
import bitwright.sim.memory.BandwidthMemory;
import bitwright.sim.memory.IdealMemory;
import bitwright.sim.memory.Memory;
import java.util.Map;

/** The short names of everything built in: the one list that a new variant is entered in. */
public final class BuiltIns {
    /** {@code family:} of a design. */
    static final Map<String, Class<? extends Record>> MACHINES = Map.of();

    /** {@code model:} of a memory. */
    static final Map<String, Class<? extends Record>> MEMORIES =
            Map.of("ideal", IdealMemory.class, "bandwidth", BandwidthMemory.class);

    private BuiltIns() {}

    public static Registry registry() {
        return new Registry().with(Machine.class, "family", MACHINES).with(Memory.class, "model", MEMORIES);
    }
}
