package bitwright.accel.pe;

/**
 * The register level of a PE that brings none of its own: it holds a group for the cycles of its {@code dot}, and delivers
 * the sum {@link LanePe#drainCycles} after the last of them.
 */
final class OpaqueDatapath extends PipelinedDatapath {
    private final LanePe pe;
    private final LayerPrecision precision;
    /** Sums on their way, in the slot of the edge that they come out at; a step takes a cycle, so an edge has one. */
    private final long[] sums;

    private final long[] tags;
    private final boolean[] taken;
    private int slot;
    private int inFlight;

    private int cyclesLeft;
    private long sum;

    OpaqueDatapath(LanePe pe, LayerPrecision precision) {
        this.pe = pe;
        this.precision = precision;
        int slots = pe.drainCycles() + 1;
        sums = new long[slots];
        tags = new long[slots];
        taken = new boolean[slots];
    }

    @Override
    public boolean ready() {
        return cyclesLeft == 0;
    }

    @Override
    protected void load(int[] weights, int[] activations, Control control) {
        LanePe.Dot dot = pe.dot(weights, activations, control, precision, Bill.Sink.NONE);
        sum = dot.sum();
        cyclesLeft = dot.cycles();
    }

    @Override
    public void tick() {
        slot = (slot + 1) % taken.length;
        if (cyclesLeft > 0) {
            cyclesLeft--;
            if (cyclesLeft == 0) {
                int out = (slot + taken.length - 1) % taken.length; // the drain's length from now
                sums[out] = sum;
                tags[out] = tag();
                taken[out] = true;
                inFlight++;
            }
        }
        emit(taken[slot], sums[slot], tags[slot]);
        if (taken[slot]) {
            taken[slot] = false;
            inFlight--;
        }
    }

    @Override
    public boolean idle() {
        return cyclesLeft == 0 && inFlight == 0;
    }
}
