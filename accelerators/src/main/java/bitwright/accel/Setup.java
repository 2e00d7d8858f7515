package bitwright.accel;

import bitwright.sim.energy.EnergyTable;
import bitwright.sim.memory.Memory;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.ValueCheck;
import bitwright.sim.trace.Timelines;

/**
 * Everything around a machine that a run decides.
 *
 * @param memory the off-chip memory
 * @param energy the prices
 * @param fidelity how closely time is simulated
 * @param values how output values are checked, or null for the default: recomputed up to 100 million MACs a layer,
 *     sampled above
 * @param seed the seed of everything random
 * @param threads layers that may run side by side, at least 1
 * @param timelines where layers show what they do when
 */
public record Setup(
        Memory memory,
        EnergyTable energy,
        Fidelity fidelity,
        ValueCheck.Method values,
        long seed,
        int threads,
        Timelines timelines) {
    /** Up to this many MACs, a layer's outputs are all recomputed by default. */
    public static final long RECOMPUTED_BY_DEFAULT = 100_000_000;

    /** A setup in which nobody looks at what happens when. */
    public Setup(
            Memory memory, EnergyTable energy, Fidelity fidelity, ValueCheck.Method values, long seed, int threads) {
        this(memory, energy, fidelity, values, seed, threads, Timelines.OFF);
    }

    /** The same with every output value recomputed. */
    public Setup recomputingAll() {
        return new Setup(memory, energy, fidelity, ValueCheck.Method.RECOMPUTED, seed, threads, timelines);
    }

    public ValueCheck.Method values(long macs) {
        if (values != null) {
            return values;
        }
        return macs <= RECOMPUTED_BY_DEFAULT ? ValueCheck.Method.RECOMPUTED : ValueCheck.Method.SAMPLED;
    }
}
