package bitwright.workload.real;

import bitwright.workload.WorkloadException;
import java.util.Arrays;

/** NumPy's rule for operands of different shapes: extents of 1 repeat. */
final class Broadcast {
    private Broadcast() {}

    static int[] shape(int[] first, int[] second) {
        int[] shape = new int[Math.max(first.length, second.length)];
        for (int axis = 1; axis <= shape.length; axis++) {
            int a = axis <= first.length ? first[first.length - axis] : 1;
            int b = axis <= second.length ? second[second.length - axis] : 1;
            if (a != b && a != 1 && b != 1) {
                throw new WorkloadException("shapes " + Arrays.toString(first) + " and " + Arrays.toString(second)
                        + " do not fit each other");
            }
            shape[shape.length - axis] = a == 1 ? b : a;
        }
        Value.volume(shape);
        return shape;
    }

    /** For each element of the larger shape, the place of its element in the smaller one. */
    static int[] places(int[] from, int[] to) {
        int[] steps = new int[to.length];
        int step = 1;
        for (int axis = 1; axis <= from.length; axis++) {
            int extent = from[from.length - axis];
            steps[to.length - axis] = extent == 1 ? 0 : step;
            step *= extent;
        }
        return strided(to, steps, 0);
    }

    /** The places {@code start + Σ index·step} of all indices of a shape, in order. */
    static int[] strided(int[] shape, int[] steps, int start) {
        int[] places = new int[Value.volume(shape)];
        int[] index = new int[shape.length];
        int place = start;
        for (int i = 0; i < places.length; i++) {
            places[i] = place;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                place += steps[axis];
                if (++index[axis] < shape[axis]) {
                    break;
                }
                place -= steps[axis] * shape[axis];
                index[axis] = 0;
            }
        }
        return places;
    }

    /** Elements that lie between neighbours along each axis of a shape. */
    static int[] steps(int[] shape) {
        int[] steps = new int[shape.length];
        int step = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            steps[axis] = step;
            step *= shape[axis];
        }
        return steps;
    }
}
