package bitwright.workload.network;

import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import java.util.Arrays;

/** A shape that nobody may load, for questions of geometry. */
record Unfilled(int[] shape) implements TensorSource {
    @Override
    public Tensor load() {
        throw new IllegalStateException("a shape " + Arrays.toString(shape) + " without values was loaded");
    }
}
