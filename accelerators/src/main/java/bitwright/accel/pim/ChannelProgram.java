package bitwright.accel.pim;

import java.util.List;

/**
 * What one channel does for an instruction, its parts one after the other; afterwards all banks are closed and all sums read.
 *
 * @param parts what is done
 */
record ChannelProgram(List<Part> parts) {
    /** One thing that a channel does. */
    sealed interface Part {}

    /**
     * Values are written to the buffer; the banks may open the next part's first row meanwhile.
     *
     * @param writes accesses
     */
    record Buffer(int writes) implements Part {}

    /**
     * All banks multiply row after row. A new row is opened wherever {@code perRow} MACs have been done.
     *
     * @param sum MACs of a sum; sums follow one another without a gap, over the ends of rows
     * @param before MACs of the first row that are passed over, a multiple of {@code sum}
     * @param perRow MACs in a row
     * @param macs MACs of all rows together, a multiple of {@code sum}
     */
    record Rows(int sum, int before, int perRow, long macs) implements Part {}

    /**
     * Accesses to open rows over the channel's bus.
     *
     * @param write whether they are writes
     * @param all whether the row is opened in all banks, or in one
     * @param before accesses of the first row that are passed over
     * @param perRow accesses of a row
     * @param accesses how many there are
     */
    record Transfer(boolean write, boolean all, int before, int perRow, int accesses) implements Part {}

    static final ChannelProgram NOTHING = new ChannelProgram(List.of());

    ChannelProgram {
        parts = List.copyOf(parts);
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }
}
