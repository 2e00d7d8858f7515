package bitwright.sim.energy;

import bitwright.sim.energy.EnergyTable.Row;
import bitwright.sim.energy.EnergyTable.Scaling;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * A number of one kind's rows at a width and a capacity that no row need have. {@code docs/energy.md}, "How an action is
 * priced", has the rules in words.
 *
 * @param value the number
 * @param confidence that of the rows it comes from, at best derived where no row states it
 */
record Interpolation(double value, Confidence confidence) {
    /** What a row states, and whether it grows with the width beyond the widest row of a memory. */
    enum Quantity {
        /** An access twice as wide as any row's is two accesses. */
        PICOJOULES(Row::picojoules, true),
        /** A memory's silicon is its bits, however wide its port. */
        AREA_UM2(Row::areaUm2, false),
        LEAKAGE_UW(Row::leakageUw, false);

        private final ToDoubleFunction<Row> number;
        private final boolean growsWithPort;

        Quantity(ToDoubleFunction<Row> number, boolean growsWithPort) {
            this.number = number;
            this.growsWithPort = growsWithPort;
        }

        double of(Row row) {
            return number.applyAsDouble(row);
        }
    }

    /**
     * The number of an action.
     *
     * @param rows of its kind, at least one, all of a memory or none
     * @throws IllegalArgumentException if the kind holds at its own widths only and this is none of them
     */
    static Interpolation of(List<Row> rows, Action action, Quantity quantity) {
        int[] sizes = sizes(rows);
        int upper = 0;
        while (upper < sizes.length - 1 && sizes[upper] < action.sizeKiB()) {
            upper++;
        }
        if (sizes[upper] == action.sizeKiB()) {
            return atCapacity(rows, sizes[upper], action, quantity);
        }
        boolean outside = action.sizeKiB() < sizes[0] || action.sizeKiB() > sizes[sizes.length - 1];
        if (sizes.length == 1) {
            var only = atCapacity(rows, sizes[0], action, quantity);
            return new Interpolation(only.value, Confidence.EXTRAPOLATED);
        }
        int lower = Math.max(0, upper - 1);
        var small = atCapacity(rows, sizes[lower], action, quantity);
        var large = atCapacity(rows, sizes[lower + 1], action, quantity);
        double way = StrictMath.log((double) action.sizeKiB() / sizes[lower])
                / StrictMath.log((double) sizes[lower + 1] / sizes[lower]);
        // A price of nothing has no logarithm.
        double value = small.value > 0 && large.value > 0
                ? small.value * StrictMath.pow(large.value / small.value, way)
                : Math.max(0, small.value + way * (large.value - small.value));
        var confidence = outside ? Confidence.EXTRAPOLATED : Confidence.DERIVED;
        return new Interpolation(value, small.confidence.and(large.confidence).and(confidence));
    }

    /** The rows' capacities, ascending, each once. */
    private static int[] sizes(List<Row> rows) {
        int[] sizes = new int[rows.size()];
        int count = 0;
        for (Row row : rows) {
            int at = Arrays.binarySearch(sizes, 0, count, row.sizeKiB());
            if (at < 0) {
                System.arraycopy(sizes, ~at, sizes, ~at + 1, count++ - ~at);
                sizes[~at] = row.sizeKiB();
            }
        }
        return Arrays.copyOf(sizes, count);
    }

    private static Interpolation atCapacity(List<Row> rows, int sizeKiB, Action action, Quantity quantity) {
        int width = action.widthBits();
        Row narrower = null;
        Row wider = null;
        for (Row row : rows) {
            if (row.sizeKiB() != sizeKiB) {
                continue;
            }
            if (row.widthBits() <= width && (narrower == null || row.widthBits() > narrower.widthBits())) {
                narrower = row;
            }
            if (row.widthBits() >= width && (wider == null || row.widthBits() < wider.widthBits())) {
                wider = row;
            }
        }
        if (narrower == wider) {
            return new Interpolation(quantity.of(narrower), narrower.confidence());
        }
        Row nearest = wider == null || narrower != null && width - narrower.widthBits() <= wider.widthBits() - width
                ? narrower
                : wider;
        if (nearest.scaling() == Scaling.NONE) {
            throw new IllegalArgumentException("only at " + widths(rows) + " bits, not " + action);
        }
        if (nearest.scaling() == Scaling.LINEAR && narrower != null && wider != null) {
            double way = (double) (width - narrower.widthBits()) / (wider.widthBits() - narrower.widthBits());
            double low = quantity.of(narrower);
            return new Interpolation(
                    low + way * (quantity.of(wider) - low),
                    narrower.confidence().and(wider.confidence()).and(Confidence.DERIVED));
        }
        double ratio = (double) width / nearest.widthBits();
        if (sizeKiB > 0) {
            return port(nearest, ratio, quantity);
        }
        double factor = nearest.scaling() == Scaling.QUADRATIC ? ratio * ratio : ratio;
        return new Interpolation(
                quantity.of(nearest) * factor, nearest.confidence().and(Confidence.DERIVED));
    }

    /** A memory's port beyond the rows' widths: a narrower one reads the same word, a wider one several. */
    private static Interpolation port(Row nearest, double ratio, Quantity quantity) {
        double factor = quantity.growsWithPort ? Math.max(1, ratio) : 1;
        var confidence = ratio > 1 ? Confidence.EXTRAPOLATED : Confidence.DERIVED;
        return new Interpolation(
                quantity.of(nearest) * factor, nearest.confidence().and(confidence));
    }

    private static String widths(List<Row> rows) {
        return rows.stream()
                .map(Row::widthBits)
                .distinct()
                .sorted()
                .map(width -> Integer.toString(width))
                .collect(Collectors.joining(", "));
    }
}
