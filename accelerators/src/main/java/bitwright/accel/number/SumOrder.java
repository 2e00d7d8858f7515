package bitwright.accel.number;

/**
 * The order in which an array takes the steps of one output.
 *
 * @param stretch steps that are summed from zero before their sum joins the others, in order; {@link Integer#MAX_VALUE}
 *     where an output is summed in one go
 * @param columns columns among which a fully connected layer's steps go in turn, each with a sum of its own; the sums are
 *     joined in the columns' order
 */
public record SumOrder(int stretch, int columns) {
    /** One sum an output. */
    public static final SumOrder PLAIN = new SumOrder(Integer.MAX_VALUE, 1);

    public SumOrder {
        if (stretch < 1 || columns < 1 || columns > 1 && stretch != Integer.MAX_VALUE) {
            throw new IllegalArgumentException("no order of sums: " + stretch + " and " + columns);
        }
    }
}
