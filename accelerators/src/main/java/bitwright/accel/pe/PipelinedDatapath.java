package bitwright.accel.pe;

/**
 * What every pipelined PE has around its own stages: operands that stay until the front end has consumed them, and an output
 * register. A PE adds its stages, of which {@link #tick} moves the last first, so that each reads what the one before held
 * ahead of the edge.
 */
public abstract class PipelinedDatapath implements Datapath {
    private long tag;
    private boolean outputValid;
    private long output;
    private long outputTag;

    /** Takes the operands of a step into the front end, which is free. */
    protected abstract void load(int[] weights, int[] activations, Control control);

    @Override
    public final void start(int[] weights, int[] activations, Control control, long newTag) {
        if (!ready()) {
            throw new IllegalStateException("the operands of step " + tag + " are still in use");
        }
        load(weights, activations, control);
        tag = newTag;
    }

    /** The tag of the step whose operands came last. */
    protected final long tag() {
        return tag;
    }

    /** What the output register takes over at this edge; called once an edge. */
    protected final void emit(boolean valid, long value, long valueTag) {
        outputValid = valid;
        output = value;
        outputTag = valueTag;
    }

    @Override
    public final boolean hasOutput() {
        return outputValid;
    }

    @Override
    public final long output() {
        return output;
    }

    @Override
    public final long outputTag() {
        return outputTag;
    }
}
