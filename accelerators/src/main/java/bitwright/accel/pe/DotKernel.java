package bitwright.accel.pe;

/**
 * The fast form of a PE's arithmetic: dot products of one activation vector with many filters, through the PE's own
 * recoding and equal to its {@link LanePe#dot} group by group. Holds scratch memory: one thread at a time.
 */
public interface DotKernel {
    /**
     * Writes {@code sums[f] = Σ activations[k] · filters[f][k]} for every filter that the kernel was prepared with.
     *
     * @param activations hardware values; as many as each filter has
     * @param sums one exact sum a filter
     */
    void multiply(int[] activations, long[] sums);
}
