package bitwright.sim.energy;

import bitwright.sim.energy.Interpolation.Quantity;
import bitwright.sim.parameter.Default;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Prices of primitives in one technology. Every row has its source and its confidence; every design in a comparison is
 * priced from one table.
 *
 * @param name the table's name, part of every result's identity
 * @param nodeNm technology node of the rows in nanometres
 * @param description where the numbers come from, in a sentence
 * @param rows the priced primitives
 * @param scaling how prices and areas are brought to another node, if they are
 */
public record EnergyTable(
        String name, double nodeNm, String description, List<Row> rows, Optional<TechnologyScaling> scaling) {
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
     * @param leakageUw what it leaks whether it acts or not, in microwatts; 0 where no source gives it
     */
    public record Row(
            String kind,
            int widthBits,
            @Default("0") int sizeKiB,
            double picojoules,
            Scaling scaling,
            Confidence confidence,
            String source,
            @Default("0") double areaUm2,
            @Default("0") double leakageUw) {
        public Row {
            requireNumber("areaUm2", areaUm2);
            requireNumber("leakageUw", leakageUw);
            requireNumber("picojoules", picojoules);
            if (widthBits < 1) {
                throw new IllegalArgumentException("widthBits must be at least 1, got " + widthBits);
            }
            if (sizeKiB < 0) {
                throw new IllegalArgumentException("sizeKiB must not be negative, got " + sizeKiB);
            }
            if (sizeKiB > 0 && scaling == Scaling.QUADRATIC) {
                throw new IllegalArgumentException("scaling of a memory access must be linear or none");
            }
        }

        private static void requireNumber(String key, double value) {
            if (!(value >= 0) || value == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException(key + " must be a finite number from 0, got " + value);
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
            this(kind, widthBits, sizeKiB, picojoules, scaling, confidence, source, 0, 0);
        }

        private Action action() {
            return new Action(kind, widthBits, sizeKiB);
        }

        /** All that decides a price, an area or a leakage, in one form. */
        private String content() {
            return String.join(
                    " ",
                    action().toString(),
                    Double.toHexString(picojoules),
                    scaling.name(),
                    confidence.name(),
                    Double.toHexString(areaUm2),
                    Double.toHexString(leakageUw));
        }
    }

    /** How a price depends on the operand width. */
    public enum Scaling {
        /**
         * Adders, registers, wires: on the straight line between the rows of the two neighbouring widths; beyond the
         * rows' ends proportional to the width. A memory's port narrower than all rows costs what the narrowest does.
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
        var kinds = new HashMap<String, Row>();
        for (Row row : rows) {
            if (!seen.add(row.action())) {
                throw new IllegalArgumentException("rows: " + row.action() + " is priced twice");
            }
            Row sibling = kinds.computeIfAbsent(row.kind, first -> row);
            if (sibling.scaling != row.scaling) {
                throw new IllegalArgumentException("rows: " + row.action() + " scales " + row.scaling + ", but "
                        + sibling.action() + " scales " + sibling.scaling);
            }
            if ((sibling.sizeKiB == 0) != (row.sizeKiB == 0)) {
                throw new IllegalArgumentException(
                        "rows: of " + row.action() + " and " + sibling.action() + " only one has a sizeKiB");
            }
        }
        if (scaling.isPresent()) {
            scaling.get().requireFits(nodeNm);
        }
    }

    /** A table at its own node. */
    public EnergyTable(String name, double nodeNm, String description, List<Row> rows) {
        this(name, nodeNm, description, rows, Optional.empty());
    }

    /**
     * The price of one action: the row itself where one matches; otherwise brought to the width as {@link Scaling} says,
     * and for a memory to the capacity by a power law through the two neighbouring capacities, at either end through the
     * last two. Everything that no row states itself is at best {@link Confidence#DERIVED}, and a memory larger, smaller
     * or wider than all rows is {@link Confidence#EXTRAPOLATED}.
     *
     * @throws UnpricedException if the table does not price the kind, or not at this width, or if the action lacks a
     *     capacity or has one too many
     */
    public Price price(Action action) {
        requirePriced(List.of(action));
        return priced(action);
    }

    /** The same of an action that {@link #requirePriced} has let pass. */
    Price priced(Action action) {
        var own = Interpolation.of(rowsOf(action), action, Quantity.PICOJOULES);
        double factor = scaling.map(s -> s.energyFactor(action)).orElse(1.0);
        var confidence = factor == 1 ? own.confidence() : own.confidence().and(Confidence.DERIVED);
        return new Price(own.value() * factor, confidence);
    }

    /** Throws {@link UnpricedException} naming all of the actions that the table does not price, each once, with why. */
    public void requirePriced(Collection<Action> actions) {
        var reasons = new ArrayList<String>();
        for (Action action : new TreeSet<>(actions)) {
            whyUnpriced(action).ifPresent(why -> reasons.add(action + why));
        }
        if (!reasons.isEmpty()) {
            throw new UnpricedException(
                    name,
                    reasons,
                    rows.stream().map(Row::kind).distinct().sorted().collect(Collectors.joining(", ")));
        }
    }

    /** Whether the table prices an action. */
    public boolean prices(Action action) {
        return whyUnpriced(action).isEmpty();
    }

    private Optional<String> whyUnpriced(Action action) {
        var priced = rowsOf(action);
        if (priced.isEmpty()) {
            return Optional.of("");
        }
        if (action.isMemory() != priced.get(0).sizeKiB > 0) {
            return Optional.of(
                    action.isMemory()
                            ? " (it is priced without a capacity)"
                            : " (it is priced by the memory's capacity)");
        }
        try {
            Interpolation.of(priced, action, Quantity.PICOJOULES);
            return Optional.empty();
        } catch (IllegalArgumentException refused) {
            return Optional.of(" (" + refused.getMessage() + ")");
        }
    }

    private List<Row> rowsOf(Action action) {
        var found = new ArrayList<Row>();
        for (Row row : rows) { // every run prices hundreds of actions before the JVM is warm: no stream
            if (row.kind.equals(action.kind())) {
                found.add(row);
            }
        }
        return found;
    }

    /**
     * The area of what does the action, in square micrometres, brought to its width and capacity like its price; empty
     * where the table does not know it.
     */
    public OptionalDouble areaUm2(Action action) {
        double factor = scaling.map(s -> s.areaFactor(action)).orElse(1.0);
        var own = silicon(action, Quantity.AREA_UM2);
        return own.isPresent() ? OptionalDouble.of(own.getAsDouble() * factor) : own;
    }

    /**
     * The area of what the primitives are done by, in square micrometres.
     *
     * @param inventory how many there are of each primitive
     * @return empty if there are none, or if the table lacks the area of one of them
     */
    public OptionalDouble areaUm2(Map<Action, Long> inventory) {
        double total = 0;
        for (var entry : new TreeMap<>(inventory).entrySet()) {
            var area = areaUm2(entry.getKey());
            if (area.isEmpty()) {
                return OptionalDouble.empty();
            }
            total += entry.getValue() * area.getAsDouble();
        }
        return inventory.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(total);
    }

    /** What leaks whether it acts or not, in microwatts; empty where the table does not know it, and never at another node. */
    public OptionalDouble leakageUw(Action action) {
        return scaling.isPresent() ? OptionalDouble.empty() : silicon(action, Quantity.LEAKAGE_UW);
    }

    private OptionalDouble silicon(Action action, Quantity quantity) {
        var known = rowsOf(action).stream()
                .filter(row -> row.sizeKiB > 0 == action.isMemory() && quantity.of(row) > 0)
                .toList();
        if (known.isEmpty()) {
            return OptionalDouble.empty();
        }
        try {
            return OptionalDouble.of(Interpolation.of(known, action, quantity).value());
        } catch (IllegalArgumentException holdsAtOtherWidths) {
            return OptionalDouble.empty();
        }
    }

    /** SHA-256, in hex, of all that decides a price, an area or a leakage; names, descriptions and sources do not. */
    public String contentHash() {
        String text = nodeNm + "\n" + scaling + "\n"
                + rows.stream().map(Row::content).sorted().collect(Collectors.joining("\n"));
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
