package bitwright.workload.dimensions;

import bitwright.workload.Encoding;
import bitwright.workload.Geometry;
import bitwright.workload.Layer;
import bitwright.workload.Op;
import bitwright.workload.Operand;
import bitwright.workload.WorkloadException;
import bitwright.workload.synthetic.SyntheticSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Layers as they are added, each a matrix product whose operands are drawn when somebody asks. A product that is larger than
 * memory should hold is cut: groups first, then outputs in multiples of 128, then rows in multiples of 16; each part is a
 * layer.
 */
final class MatrixProducts {
    private static final int MOST_LAYERS = 100_000;
    private static final int OUTPUTS_TOGETHER = 128;
    private static final int ROWS_TOGETHER = 16;

    private final String network;
    private final Drawing drawing;
    private final List<Layer> layers = new ArrayList<>();

    MatrixProducts(String network, Drawing drawing) {
        this.network = network;
        this.drawing = drawing;
    }

    List<Layer> layers() {
        return layers;
    }

    /** The extents of a product: in each group {@code [rows, inner]} times {@code [outer, inner]} transposed. */
    record Extents(int groups, int rows, int inner, int outer) {}

    /**
     * Where a layer stands.
     *
     * @param pass the prefill or the generated token, with a dot behind it, or nothing
     * @param block likewise
     */
    record Place(String pass, String block) {
        String name(String layer) {
            return pass + block + layer;
        }
    }

    /**
     * One operand.
     *
     * @param name what it is: operands of one name hold the same values where blocks share them
     * @param stays whether it is the same in every pass, as a network's weights are
     */
    record Drawn(String name, RelativeValues values, Encoding encoding, boolean stays) {}

    /** Adds a product, or its parts. */
    void add(Place place, String name, Extents whole, Drawn activations, Drawn weights) {
        Extents part = part(whole);
        boolean cut = !part.equals(whole);
        int count = 0;
        for (int group = 0; group < whole.groups; group += part.groups) {
            for (int output = 0; output < whole.outer; output += part.outer) {
                for (int row = 0; row < whole.rows; row += part.rows) {
                    var extents = new Extents(
                            Math.min(part.groups, whole.groups - group),
                            Math.min(part.rows, whole.rows - row),
                            whole.inner,
                            Math.min(part.outer, whole.outer - output));
                    String suffix = cut ? "." + count++ : "";
                    add(
                            place.name(name) + suffix,
                            extents,
                            operand(activations, place, cut ? "/" + group + "/" + row : "", activationShape(extents)),
                            operand(weights, place, cut ? "/" + group + "/" + output : "", weightShape(extents)));
                }
            }
        }
    }

    private void add(String name, Extents extents, Operand activations, Operand weights) {
        boolean flat = extents.groups == 1 && extents.rows == 1;
        add(
                name,
                flat ? Op.FULLY_CONNECTED : Op.MATMUL,
                new Geometry(1, 1, 0, 0, 0, 0, 1, 1, extents.groups),
                activations,
                weights);
    }

    /** Adds a convolution whose windows do not overlap. */
    void addPatches(Place place, String name, int[] input, int[] filters, Drawn activations, Drawn weights) {
        int stride = filters[1];
        add(
                place.name(name),
                Op.CONV2D,
                new Geometry(stride, stride, 0, 0, 0, 0, 1, 1, 1),
                operand(activations, place, "", input),
                operand(weights, place, "", filters));
    }

    private void add(String name, Op op, Geometry geometry, Operand activations, Operand weights) {
        if (layers.size() == MOST_LAYERS) {
            throw new WorkloadException("network " + network + ": more than " + MOST_LAYERS
                    + " layers; narrow it with blocks, or generate fewer tokens");
        }
        String previous =
                layers.isEmpty() ? "input" : layers.get(layers.size() - 1).name();
        layers.add(new Layer(name, op, List.of(previous), geometry, activations, weights));
    }

    /** The parts of an operand differ where blocks do; parts in one place of it are the same. */
    private Operand operand(Drawn drawn, Place place, String part, int[] shape) {
        String own = "";
        if (drawing.draws() == Drawing.Draws.EACH) {
            own = (drawn.stays ? "" : place.pass) + place.block;
        }
        String name = own + drawn.name + (own.isEmpty() ? "" : part);
        long seed = SyntheticSpec.seed(network, name, "values", drawing.seed());
        return new Operand(drawn.encoding, drawn.values.tensor(shape, drawn.encoding, seed));
    }

    private static int[] activationShape(Extents one) {
        return one.groups == 1 && one.rows == 1
                ? new int[] {1, one.inner}
                : new int[] {1, one.rows, 1, Math.multiplyExact(one.groups, one.inner)};
    }

    private static int[] weightShape(Extents one) {
        return one.groups == 1 && one.rows == 1
                ? new int[] {one.outer, one.inner}
                : new int[] {Math.multiplyExact(one.groups, one.outer), 1, 1, one.inner};
    }

    private Extents part(Extents whole) {
        long most = drawing.maxElements();
        long group = Math.max(
                Math.max((long) whole.rows * whole.inner, (long) whole.inner * whole.outer),
                (long) whole.rows * whole.outer);
        if (Math.multiplyExact(group, (long) whole.groups) <= most) {
            return whole;
        }
        if (group <= most) {
            return new Extents((int) (most / group), whole.rows, whole.inner, whole.outer);
        }
        int outer = fitting(whole.outer, most / whole.inner, OUTPUTS_TOGETHER);
        int rows = fitting(whole.rows, most / Math.max(whole.inner, outer), ROWS_TOGETHER);
        return new Extents(1, rows, whole.inner, outer);
    }

    /** So much of an extent as there is room for, in whole multiples where that leaves any, and in parts of one size. */
    private static int fitting(int extent, long room, int multiple) {
        if (extent <= room) {
            return extent;
        }
        long most = Math.max(1, room / multiple > 0 ? room / multiple * multiple : room);
        long parts = (extent + most - 1) / most;
        long even = (extent + parts - 1) / parts;
        return (int) Math.min(most, (even + multiple - 1) / multiple * multiple);
    }
}
