package bitwright.sim.memory;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;

/** Memory of a given bandwidth and latency, without banks or rows: a transfer takes the latency and then the bits' time. */
@Doc("Memory of a given bandwidth and latency, without banks or rows.")
public record BandwidthMemory(
        @Doc("Sustained bandwidth in 10^9 bytes a second.") @Range(min = 1e-6, max = 1e6)
        double gigabytesPerSecond,

        @Doc("Time from a request to its first bit, in nanoseconds.") @Range(min = 0, max = 1e6)
        double latencyNs,

        @Doc("The action that off-chip bits are priced as, e.g. dram.lpddr4.")
        String energyKind)
        implements Memory {
    public BandwidthMemory {
        Check.ranges(BandwidthMemory.class, gigabytesPerSecond, latencyNs, energyKind);
    }

    @Override
    public long transferCycles(long bits, double clockMHz) {
        if (bits == 0) {
            return 0;
        }
        double cyclesPerNs = clockMHz / 1000;
        return (long) Math.ceil((latencyNs + bits / (gigabytesPerSecond * 8)) * cyclesPerNs);
    }
}
