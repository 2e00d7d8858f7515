package bitwright.workload.real;

import bitwright.workload.WorkloadException;
import java.util.Arrays;

/**
 * Which of a quantiser's scales counts for which element.
 *
 * @param places the scale of each element; empty where one serves all
 * @param axis whose entries have scales of their own, −1 if none or if blocks have
 */
record ScaleMap(int[] places, int axis) {
    /** The scales of ONNX's linear quantisation: one, one for each entry of an axis, or one for each block of it. */
    static ScaleMap linear(Call call, Value value, Value scale) {
        if (scale.volume() == 1) {
            return new ScaleMap(new int[0], -1);
        }
        int axis = Call.axis(call.integer("axis", 1), value.rank());
        int block = call.integer("block_size", 0);
        if (scale.rank() == 1 && block == 0) {
            if (scale.volume() != value.extent(axis)) {
                throw new WorkloadException(
                        "has " + scale.volume() + " scales for " + value.extent(axis) + " entries of axis " + axis);
            }
            int[] steps = new int[value.rank()];
            steps[axis] = 1;
            return new ScaleMap(Broadcast.strided(value.shape(), steps, 0), axis);
        }
        int[] expected = value.shape();
        if (block < 1) {
            throw new WorkloadException("scales of shape " + Arrays.toString(scale.shape()) + " need a block_size");
        }
        expected[axis] = (expected[axis] + block - 1) / block;
        if (!Arrays.equals(expected, scale.shape())) {
            throw new WorkloadException("needs scales of shape " + Arrays.toString(expected) + " for blocks of " + block
                    + ", got " + Arrays.toString(scale.shape()));
        }
        int[] places = new int[value.volume()];
        int[] own = Broadcast.steps(value.shape());
        int[] steps = Broadcast.steps(expected);
        for (int i = 0; i < places.length; i++) {
            int rest = i;
            for (int a = 0; a < own.length; a++) {
                int index = rest / own[a];
                rest %= own[a];
                places[i] += (a == axis ? index / block : index) * steps[a];
            }
        }
        return new ScaleMap(places, -1);
    }

    /** Scales that repeat as NumPy repeats them. */
    static ScaleMap broadcast(Value value, Value scale) {
        if (scale.volume() == 1) {
            return new ScaleMap(new int[0], -1);
        }
        if (!Arrays.equals(Broadcast.shape(value.shape(), scale.shape()), value.shape())) {
            throw new WorkloadException("scales of shape " + Arrays.toString(scale.shape()) + " do not fit "
                    + Arrays.toString(value.shape()));
        }
        int axis = -1;
        int long1 = 0;
        for (int i = 1; i <= scale.rank(); i++) {
            if (scale.extent(scale.rank() - i) > 1) {
                axis = value.rank() - i;
                long1++;
            }
        }
        return new ScaleMap(Broadcast.places(scale.shape(), value.shape()), long1 == 1 ? axis : -1);
    }

    int of(int element) {
        return places.length == 0 ? 0 : places[element];
    }

    /** Whether codes with these scales can be told by {@link Codes}. */
    boolean isPlain() {
        return places.length == 0 || axis >= 0;
    }
}
