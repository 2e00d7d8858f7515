package bitwright.accel.attention;

/**
 * What attention takes, in closed form.
 *
 * @param squareCycles cycles in which the two-dimensional array works, were it never to wait
 * @param lineCycles the same of the one-dimensional array
 * @param arrayCycles cycles of both together, without memory
 * @param cycles of the layer, the design's memory included
 * @param trafficBits that cross the off-chip interface
 */
public record AttentionCost(
        double squareCycles, double lineCycles, double arrayCycles, double cycles, double trafficBits) {
    /** The share of time in which the two-dimensional array works, 0 to 1. */
    public double squareUtilisation() {
        return squareCycles / cycles;
    }

    /** The same of the one-dimensional array. */
    public double lineUtilisation() {
        return lineCycles / cycles;
    }
}
