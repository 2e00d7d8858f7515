package bitwright.sim.energy;

import java.util.List;

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
     */
    public record Row(
            String kind,
            int widthBits,
            int sizeKiB,
            double picojoules,
            Scaling scaling,
            Confidence confidence,
            String source) {
        public Row {
            if (!(picojoules >= 0) || picojoules == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException("picojoules must be a finite number from 0, got " + picojoules);
            }
            if (widthBits < 1) {
                throw new IllegalArgumentException("widthBits must be at least 1, got " + widthBits);
            }
        }
    }

    /** How a price depends on the operand width. */
    public enum Scaling {
        /** Proportional to the width: adders, registers, wires. */
        LINEAR,
        /** Proportional to the square of the width: multipliers. */
        QUADRATIC,
        /** Holds at its own width only. */
        NONE
    }

    /** The price of one action and how far it can be trusted. */
    public record Price(double picojoules, Confidence confidence) {}

    public EnergyTable {
        rows = List.copyOf(rows);
    }

    /**
     * The price of one action: the row itself where one matches; otherwise, for one capacity, scaled from the row of
     * the nearest width, and between two capacities interpolated on the logarithm of the capacity. Everything that no
     * row states itself is at best {@link Confidence#DERIVED}.
     */
    public Price price(Action action) {
        throw new UnsupportedOperationException("pricing comes with the energy work: " + action);
    }
}
