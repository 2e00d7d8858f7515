package bitwright.workload.real;

import bitwright.workload.WorkloadException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A dense tensor in C order that flows along an edge of a real-valued network. Reals may know the codes that they were
 * made of. Arrays are not copied, and nobody writes to those of a value.
 */
public final class Value {
    /** More elements of one tensor must not be computed on a file's word. */
    public static final long MOST_COMPUTED = 1L << 25;

    private final Element element;
    private final int[] shape;
    private final float[] reals;
    private final long[] integers;
    private final Codes codes;

    private Value(Element element, int[] shape, float[] reals, long[] integers, Codes codes) {
        this.element = element;
        this.shape = shape;
        this.reals = reals;
        this.integers = integers;
        this.codes = codes;
        int held = reals != null ? reals.length : integers.length;
        double wanted = Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> a * b);
        if (wanted != held || Arrays.stream(shape).anyMatch(extent -> extent < 0)) {
            throw new WorkloadException(
                    "shape " + Arrays.toString(shape) + " holds " + wanted + " values, got " + held);
        }
    }

    public static Value of(int[] shape, float... reals) {
        return new Value(Element.REAL, shape, reals, null, null);
    }

    public static Value of(Element element, int[] shape, long... integers) {
        return new Value(element, shape, null, integers, null);
    }

    /** The same reals, made of codes. */
    public Value withCodes(Codes behind) {
        return new Value(element, shape, reals, integers, behind);
    }

    /** Elements of a shape; refuses negative extents and more than can be computed. */
    public static int volume(int... shape) {
        long volume = 1;
        for (int extent : shape) {
            if (extent < 0) {
                throw new WorkloadException("a negative extent in shape " + Arrays.toString(shape));
            }
            volume *= extent;
            if (volume > MOST_COMPUTED) {
                throw new WorkloadException("a tensor of shape " + Arrays.toString(shape) + " has more than "
                        + MOST_COMPUTED + " elements, the most that are supported");
            }
        }
        return (int) volume;
    }

    public Element element() {
        return element;
    }

    public boolean isReal() {
        return element == Element.REAL;
    }

    public int[] shape() {
        return shape.clone();
    }

    public int rank() {
        return shape.length;
    }

    public int extent(int axis) {
        return shape[axis];
    }

    public int volume() {
        return reals != null ? reals.length : integers.length;
    }

    /** The numbers of a real tensor; an integer one is an error. */
    public float[] reals() {
        if (reals == null) {
            throw new WorkloadException(
                    "needs real numbers, got " + element.name().toLowerCase(java.util.Locale.ROOT));
        }
        return reals;
    }

    /** The numbers of an integer tensor; a real one is an error. */
    public long[] integers() {
        if (integers == null) {
            throw new WorkloadException("needs integers, got real numbers");
        }
        return integers;
    }

    public Optional<Codes> codes() {
        return Optional.ofNullable(codes);
    }

    /** The same elements in another shape of as many. */
    Value reshaped(int... other) {
        Codes kept = codes;
        if (codes != null && (codes.axis() >= 0 || codes.block() > 0)) {
            int axis = codes.block() > 0 ? keptRows(other) : keptAxis(other);
            kept = axis < 0 ? null : codes.with(codes.data(), codes.block() > 0 ? -1 : axis);
        }
        return new Value(element, other, reals, integers, kept);
    }

    /** Blocks stay blocks as long as the last axis does. */
    private int keptRows(int[] other) {
        return other.length > 0 && other[other.length - 1] == shape[shape.length - 1] ? 0 : -1;
    }

    /** Where the axis of scales went, or −1 if it was split or merged. */
    private int keptAxis(int[] other) {
        long before = 1;
        for (int axis = 0; axis < codes.axis(); axis++) {
            before *= shape[axis];
        }
        long passed = 1;
        for (int axis = 0; axis < other.length; axis++) {
            if (passed == before && other[axis] == shape[codes.axis()]) {
                return axis;
            }
            passed *= other[axis];
        }
        return -1;
    }

    /**
     * Elements picked from this tensor, their codes too.
     *
     * @param from the place of each element of the result, or −1 for {@code filling}
     * @param filling what stands where nothing was picked; zero points stand for it where it is 0
     * @param axis where the axis of scales went, if codes have one; −1 drops such codes
     */
    Value picked(int[] target, int[] from, double filling, int axis) {
        if (integers != null) {
            long[] picked = new long[from.length];
            for (int i = 0; i < picked.length; i++) {
                picked[i] = from[i] < 0 ? (long) filling : integers[from[i]];
            }
            return new Value(element, target, null, picked, null);
        }
        float[] picked = new float[from.length];
        for (int i = 0; i < picked.length; i++) {
            picked[i] = from[i] < 0 ? (float) filling : reals[from[i]];
        }
        return new Value(element, target, picked, null, pickedCodes(from, filling, axis));
    }

    private Codes pickedCodes(int[] from, double filling, int axis) {
        if (codes == null || codes.block() > 0 || codes.axis() >= 0 && axis < 0) {
            return null;
        }
        boolean filled = Arrays.stream(from).anyMatch(place -> place < 0);
        if (filled && (filling != 0 || codes.axis() >= 0)) {
            return null;
        }
        int[] data = new int[from.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = from[i] < 0 ? codes.zeroPoints()[0] : codes.data()[from[i]];
        }
        return codes.with(data, axis);
    }

    @Override
    public String toString() {
        return element + Arrays.toString(shape);
    }
}
