package bitwright.sim.energy;

import bitwright.sim.parameter.Default;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prices of primitives in one technology. Every row has its source and its confidence; every design in a comparison is
 * priced from one table.
 *
 * @param name the table's name, part of every result's identity
 * @param nodeNm technology node in nanometres
 * @param description where the numbers come from, in a sentence
 * @param rows the priced primitives
 */
public record EnergyTable(String name, double nodeNm, String description, List<Row> rows) {
    /**
     * One price.
     *
     * @param kind the primitive, see {@link Action#kind()}
     * @param widthBits the width at which the price holds
     * @param sizeKiB the memory's capacity at which it holds; 0 for what is no memory
     * @param picojoules the price of one action
     * @param scaling how the price goes to widths between and beyond the rows of the same kind
     * @param confidence how far the number can be trusted
     * @param source where it was read
     * @param areaUm2 silicon area of what does the action, in square micrometres; 0 where no source gives it
     */
    public record Row(
            String kind,
            int widthBits,
            @Default("0") int sizeKiB,
            double picojoules,
            Scaling scaling,
            Confidence confidence,
            String source,
            @Default("0") double areaUm2) {
        public Row {
            if (!(areaUm2 >= 0) || areaUm2 == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException("areaUm2 must be a finite number from 0, got " + areaUm2);
            }
            if (!(picojoules >= 0) || picojoules == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException("picojoules must be a finite number from 0, got " + picojoules);
            }
            if (widthBits < 1) {
                throw new IllegalArgumentException("widthBits must be at least 1, got " + widthBits);
            }
            if (sizeKiB < 0) {
                throw new IllegalArgumentException("sizeKiB must not be negative, got " + sizeKiB);
            }
        }

        /** A price without an area. */
        public Row(
                String kind,
                int widthBits,
                int sizeKiB,
                double picojoules,
                Scaling scaling,
                Confidence confidence,
                String source) {
            this(kind, widthBits, sizeKiB, picojoules, scaling, confidence, source, 0);
        }

        private Action action() {
            return new Action(kind, widthBits, sizeKiB);
        }

        private Price price() {
            return new Price(picojoules, confidence);
        }
    }

    /** How a price depends on the operand width. */
    public enum Scaling {
        /**
         * Adders, registers, wires: on the straight line between the rows of the two neighbouring widths; beyond the
         * rows' ends proportional to the width.
         */
        LINEAR,
        /** Multipliers: proportional to the square of the width, from the nearest row, the narrower of two as near. */
        QUADRATIC,
        /** Holds at its own width only. */
        NONE
    }

    /** The price of one action and how far it can be trusted. */
    public record Price(double picojoules, Confidence confidence) {}

    /** Throws {@link IllegalArgumentException} if two rows price the same, or rows of one kind disagree on what it is. */
    public EnergyTable {
        rows = List.copyOf(rows);
        var seen = new HashSet<Action>();
        for (Row row : rows) {
            if (!seen.add(row.action())) {
                throw new IllegalArgumentException("rows: " + row.action() + " is priced twice");
            }
            Row sibling = rows.stream()
                    .filter(other -> other.kind.equals(row.kind))
                    .findFirst()
                    .orElseThrow();
            if (sibling.scaling != row.scaling) {
                throw new IllegalArgumentException("rows: " + row.action() + " scales " + row.scaling + ", but "
                        + sibling.action() + " scales " + sibling.scaling);
            }
            if ((sibling.sizeKiB == 0) != (row.sizeKiB == 0)) {
                throw new IllegalArgumentException(
                        "rows: of " + row.action() + " and " + sibling.action() + " only one has a sizeKiB");
            }
        }
    }

    /**
     * The price of one action: the row itself where one matches; otherwise scaled to the width as {@link Scaling} says,
     * and for a memory interpolated on the logarithm of the capacity between the two neighbouring capacities, beyond
     * which the nearest one's price holds. Everything that no row states itself is at best {@link Confidence#DERIVED}.
     *
     * @throws IllegalArgumentException if the table does not price the kind, or not at this width, or if the action
     *     lacks a capacity or has one too many
     */
    public Price price(Action action) {
        var priced = rows.stream().filter(row -> row.kind.equals(action.kind())).toList();
        if (priced.isEmpty()) {
            throw new IllegalArgumentException("energy table " + name + " does not price " + action + "; it prices "
                    + rows.stream().map(Row::kind).distinct().sorted().collect(Collectors.joining(", ")));
        }
        if ((action.sizeKiB() == 0) != (priced.get(0).sizeKiB == 0)) {
            throw new IllegalArgumentException("energy table " + name + " prices " + action.kind()
                    + (action.sizeKiB() == 0 ? " by the memory's capacity, which " : " without a capacity, but ")
                    + action
                    + (action.sizeKiB() == 0 ? " lacks" : " has one"));
        }
        int below = nearest(priced, action.sizeKiB(), true);
        int above = nearest(priced, action.sizeKiB(), false);
        if (below == above) {
            var price = atCapacity(priced, below, action);
            return below == action.sizeKiB() ? price : derived(price.picojoules, price);
        }
        var smaller = atCapacity(priced, below, action);
        var larger = atCapacity(priced, above, action);
        double way = StrictMath.log((double) action.sizeKiB() / below) / StrictMath.log((double) above / below);
        return derived(smaller.picojoules + way * (larger.picojoules - smaller.picojoules), smaller, larger);
    }

    /** The largest capacity up to a size, or the smallest from it on; where there is none, the nearest one instead. */
    private static int nearest(List<Row> rows, int sizeKiB, boolean below) {
        var fitting = rows.stream().mapToInt(Row::sizeKiB).filter(size -> below ? size <= sizeKiB : size >= sizeKiB);
        return (below ? fitting.max() : fitting.min())
                .orElseGet(() -> below
                        ? rows.stream().mapToInt(Row::sizeKiB).min().orElseThrow()
                        : rows.stream().mapToInt(Row::sizeKiB).max().orElseThrow());
    }

    /** The price of the action's width in a memory of a capacity that has rows. */
    private Price atCapacity(List<Row> priced, int sizeKiB, Action action) {
        var rowsOfSize = priced.stream().filter(row -> row.sizeKiB == sizeKiB).toList();
        var neighbours = Neighbours.of(rowsOfSize, action.widthBits());
        return neighbours.isExact()
                ? neighbours.narrower.price()
                : derived(
                        scaled(neighbours, action, Row::picojoules),
                        neighbours.used().map(Row::price).toArray(Price[]::new));
    }

    /**
     * The area of what the primitives are done by, in square micrometres, each scaled to its width like its price.
     *
     * @param inventory how many there are of each primitive
     * @return empty if there are none, or if the table lacks the area of one of them
     */
    public OptionalDouble areaUm2(Map<Action, Long> inventory) {
        double total = 0;
        for (var entry : new TreeMap<>(inventory).entrySet()) {
            Action action = entry.getKey();
            var known = rows.stream()
                    .filter(row -> row.kind.equals(action.kind()) && row.sizeKiB == action.sizeKiB() && row.areaUm2 > 0)
                    .toList();
            if (known.isEmpty()) {
                return OptionalDouble.empty();
            }
            total += entry.getValue() * scaled(Neighbours.of(known, action.widthBits()), action, Row::areaUm2);
        }
        return inventory.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(total);
    }

    private double scaled(Neighbours rows, Action action, ToDoubleFunction<Row> number) {
        if (!rows.isExact() && rows.nearest().scaling == Scaling.NONE) {
            throw new IllegalArgumentException("energy table " + name + " prices " + action.kind() + " only at "
                    + rows.widths + " bits, not " + action);
        }
        return rows.scaled(number);
    }

    /**
     * The rows of one kind and capacity around a width, at least one of them.
     *
     * @param narrower the widest row up to the width, or null
     * @param wider the narrowest row from the width on, or null; the same where a row has the very width
     * @param widths all the rows' widths
     */
    private record Neighbours(Row narrower, Row wider, int width, String widths) {
        static Neighbours of(List<Row> rows, int width) {
            var byWidth = rows.stream()
                    .sorted(Comparator.comparingInt(Row::widthBits))
                    .toList();
            Row narrower = null;
            Row wider = null;
            for (Row row : byWidth) {
                if (row.widthBits <= width) {
                    narrower = row;
                }
                if (row.widthBits >= width && wider == null) {
                    wider = row;
                }
            }
            String widths =
                    byWidth.stream().map(row -> Integer.toString(row.widthBits)).collect(Collectors.joining(", "));
            return new Neighbours(narrower, wider, width, widths);
        }

        boolean isExact() {
            return narrower == wider;
        }

        Row nearest() {
            return wider == null || narrower != null && width - narrower.widthBits <= wider.widthBits - width
                    ? narrower
                    : wider;
        }

        private boolean isBetween() {
            return narrower != null && wider != null && nearest().scaling == Scaling.LINEAR;
        }

        /** The rows that the scaled number comes from. */
        Stream<Row> used() {
            return isBetween() ? Stream.of(narrower, wider) : Stream.of(nearest());
        }

        double scaled(ToDoubleFunction<Row> number) {
            if (isExact()) {
                return number.applyAsDouble(narrower);
            }
            if (isBetween()) {
                double way = (double) (width - narrower.widthBits) / (wider.widthBits - narrower.widthBits);
                double low = number.applyAsDouble(narrower);
                return low + way * (number.applyAsDouble(wider) - low);
            }
            double ratio = (double) width / nearest().widthBits;
            double there = number.applyAsDouble(nearest());
            return nearest().scaling == Scaling.QUADRATIC ? there * ratio * ratio : there * ratio;
        }
    }

    private static Price derived(double picojoules, Price... from) {
        var confidence = Stream.of(from)
                .map(Price::confidence)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return new Price(picojoules, confidence.compareTo(Confidence.DERIVED) > 0 ? confidence : Confidence.DERIVED);
    }
}
