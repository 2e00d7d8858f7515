package bitwright.accel.pim;

import bitwright.workload.WorkloadException;
import bitwright.workload.transformer.Transformer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where a transformer's matrices lie in a memory that computes. Every matrix takes the same rows of all banks of all
 * channels, and space for the keys and values of all positions is reserved.
 */
public final class Mapping {
    /** A matrix of the model. */
    public enum Kind {
        /** Weights of queries, keys and values, one below the other. */
        QKV,
        /** Weights behind the attention. */
        PROJECTION,
        /** Weights of the first feed-forward layer. */
        FEED_FORWARD_1,
        /** Weights of the second feed-forward layer. */
        FEED_FORWARD_2,
        /** Keys of all positions. */
        KEYS,
        /** Values of all positions. */
        VALUES,
        /** Biases, gains and shifts of the layer, one behind the other, an equal share in every bank. */
        VECTORS,
        /** The embedding of all tokens, which the output layer uses, too. */
        EMBEDDING,
        /** The embedding of all positions. */
        POSITIONS;

        /** Its name in reports. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * A matrix in its place.
     *
     * @param layer the layer that it belongs to; −1: the whole model
     * @param firstRow its first row, in every bank
     */
    public record Region(Kind kind, int layer, int firstRow, Layout layout) {}

    /**
     * Where a value lies.
     *
     * @param element its place in the row, in values
     */
    public record Place(int channel, int bank, int row, int element) {}

    private final PimMemory memory;
    private final Transformer model;
    private final List<Region> regions = new ArrayList<>();
    private int rows;

    /**
     * The mapping of a model.
     *
     * @throws WorkloadException if it does not fit the memory
     */
    public Mapping(PimMemory memory, Transformer model) {
        this.memory = memory;
        this.model = model;
        for (int layer = 0; layer < model.layers(); layer++) {
            add(Kind.QKV, layer, weights(3 * model.dModel(), model.dModel()));
            add(Kind.PROJECTION, layer, weights(model.dModel(), model.dModel()));
            add(Kind.FEED_FORWARD_1, layer, weights(model.dFf(), model.dModel()));
            add(Kind.FEED_FORWARD_2, layer, weights(model.dModel(), model.dFf()));
            add(Kind.KEYS, layer, keys());
            add(Kind.VALUES, layer, values());
            add(Kind.VECTORS, layer, vectors());
        }
        add(Kind.EMBEDDING, -1, embedding());
        add(Kind.POSITIONS, -1, weights(model.context(), model.dModel()));
        if (rows > memory.rows()) {
            throw new WorkloadException("the model needs " + rows + " rows of every bank, keys and values of "
                    + model.context() + " positions included; the memory's banks have " + memory.rows());
        }
    }

    private void add(Kind kind, int layer, Layout layout) {
        regions.add(new Region(kind, layer, rows, layout));
        rows = Math.addExact(rows, layout.rows());
    }

    private Layout.Weights weights(int outputs, int inputs) {
        return new Layout.Weights(memory, outputs, inputs);
    }

    Layout.Keys keys() {
        try {
            return new Layout.Keys(memory, model.context(), model.heads(), model.dHead());
        } catch (IllegalArgumentException e) {
            throw new WorkloadException(e.getMessage(), e);
        }
    }

    Layout.Values values() {
        return new Layout.Values(memory, model.dModel(), model.context());
    }

    Layout.Weights embedding() {
        return weights(model.vocabulary(), model.dModel());
    }

    /** Biases of four products, and gains and shifts of two norms, as so many values of each bank. */
    Layout.Weights vectors() {
        int values = 3 * model.dModel() + model.dModel() + model.dFf() + model.dModel() + 4 * model.dModel();
        int banks = memory.channels() * memory.banks();
        return weights(banks, PimMemory.up(values, banks));
    }

    /** All matrices, in the order of their rows. */
    public List<Region> regions() {
        return List.copyOf(regions);
    }

    /** A matrix of a layer. */
    public Region region(Kind kind, int layer) {
        return regions.stream()
                .filter(region -> region.kind() == kind && region.layer() == layer)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + kind.word() + " of layer " + layer));
    }

    /** Where a value of a matrix lies. */
    public Place place(Region region, int output, int input) {
        Place inside = region.layout().place(output, input);
        return new Place(inside.channel(), inside.bank(), region.firstRow() + inside.row(), inside.element());
    }

    /** Rows of every bank that are taken. */
    public int rows() {
        return rows;
    }

    /** Writes the mapping as a table: a line a matrix with its shape, rows, and lines of the channels. */
    public void print(Appendable out) throws IOException {
        out.append(String.format(
                Locale.ROOT,
                "%-16s %5s %8s %8s %7s %7s  %s%n",
                "matrix",
                "layer",
                "outputs",
                "inputs",
                "row",
                "rows",
                "lines of the channels"));
        for (Region region : regions) {
            var lines = new ArrayList<String>();
            for (int channel = 0; channel < memory.channels(); channel++) {
                lines.add(Integer.toString(region.layout().lines(channel)));
            }
            out.append(String.format(
                    Locale.ROOT,
                    "%-16s %5s %8d %8d %7d %7d  %s%n",
                    region.kind().word(),
                    region.layer() < 0 ? "–" : Integer.toString(region.layer()),
                    region.layout().outputs(),
                    region.layout().inputs(),
                    region.firstRow(),
                    region.layout().rows(),
                    String.join(" ", lines)));
        }
        out.append(String.format(
                Locale.ROOT,
                "%d of %d rows of each of %d banks%n",
                rows,
                memory.rows(),
                memory.channels() * memory.banks()));
    }

    static int rows(long values, PimMemory memory) {
        return Math.toIntExact((values + memory.rowValues() - 1) / memory.rowValues());
    }
}
