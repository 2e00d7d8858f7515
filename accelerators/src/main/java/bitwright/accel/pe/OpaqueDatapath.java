package bitwright.accel.pe;

/**
 * The register level of a PE that brings none of its own: it holds a group for the cycles of its {@code dot}, and delivers
 * the sum {@link LanePe#drainCycles} after the last of them.
 */
final class OpaqueDatapath implements Datapath {
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
    private long tag;
    private boolean outputValid;
    private long output;
    private long outputTag;

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
    public void start(int[] weights, int[] activations, Control control, long newTag) {
        if (!ready()) {
            throw new IllegalStateException("the operands of step " + tag + " are still in use");
        }
        LanePe.Dot dot = pe.dot(weights, activations, control, precision, Bill.Sink.NONE);
        sum = dot.sum();
        cyclesLeft = dot.cycles();
        tag = newTag;
    }

    @Override
    public void tick() {
        slot = (slot + 1) % taken.length;
        if (cyclesLeft > 0) {
            cyclesLeft--;
            if (cyclesLeft == 0) {
                int out = (slot + taken.length - 1) % taken.length; // the drain's length from now
                sums[out] = sum;
                tags[out] = tag;
                taken[out] = true;
                inFlight++;
            }
        }
        outputValid = taken[slot];
        if (outputValid) {
            output = sums[slot];
            outputTag = tags[slot];
            taken[slot] = false;
            inFlight--;
        }
    }

    @Override
    public boolean hasOutput() {
        return outputValid;
    }

    @Override
    public long output() {
        return output;
    }

    @Override
    public long outputTag() {
        return outputTag;
    }

    @Override
    public boolean idle() {
        return cyclesLeft == 0 && inFlight == 0;
    }
}
