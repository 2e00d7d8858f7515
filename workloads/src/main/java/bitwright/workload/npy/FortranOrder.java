package bitwright.workload.npy;

/** Transposes what was stored with the first axis running fastest into C order. */
final class FortranOrder {
    private FortranOrder() {}

    static int[] toC(int[] shape, int[] data) {
        int[] result = new int[data.length];
        var walk = new Walk(shape);
        for (int i = 0; i < result.length; i++) {
            result[i] = data[walk.next()];
        }
        return result;
    }

    static long[] toC(int[] shape, long[] data) {
        long[] result = new long[data.length];
        var walk = new Walk(shape);
        for (int i = 0; i < result.length; i++) {
            result[i] = data[walk.next()];
        }
        return result;
    }

    static float[] toC(int[] shape, float[] data) {
        float[] result = new float[data.length];
        var walk = new Walk(shape);
        for (int i = 0; i < result.length; i++) {
            result[i] = data[walk.next()];
        }
        return result;
    }

    /** Visits the places of Fortran order in the order of C. */
    private static final class Walk {
        private final int[] shape;
        private final int[] stride;
        private final int[] index;
        private int place;

        Walk(int[] shape) {
            this.shape = shape;
            stride = new int[shape.length];
            index = new int[shape.length];
            int step = 1;
            for (int axis = 0; axis < shape.length; axis++) {
                stride[axis] = step;
                step *= shape[axis];
            }
        }

        int next() {
            int current = place;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                place += stride[axis];
                if (++index[axis] < shape[axis]) {
                    break;
                }
                place -= stride[axis] * shape[axis];
                index[axis] = 0;
            }
            return current;
        }
    }
}
