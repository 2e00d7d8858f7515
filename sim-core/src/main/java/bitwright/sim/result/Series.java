package bitwright.sim.result;

import java.util.List;

/**
 * A curve that a machine shows of a layer: what it is, and its points, by rising x.
 *
 * @param chart what the picture shows; curves of the same words belong together
 * @param name of the curve, or empty where the picture has one
 * @param xAxis what x is, with its unit
 * @param yAxis what y is, with its unit
 * @param logarithmic whether both axes count powers of ten
 * @param x as many as {@code y}
 * @param y as many as {@code x}
 */
public record Series(
        String chart, String name, String xAxis, String yAxis, boolean logarithmic, List<Double> x, List<Double> y) {
    public Series {
        x = List.copyOf(x);
        y = List.copyOf(y);
        if (x.size() != y.size()) {
            throw new IllegalArgumentException(
                    "a series needs as many x as y, got " + x.size() + " and " + y.size() + " for " + chart);
        }
    }
}
