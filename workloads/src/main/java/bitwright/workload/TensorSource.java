package bitwright.workload;

import java.io.IOException;

/** A tensor that is read or made when somebody asks, so that a network larger than memory can be run layer by layer. */
public interface TensorSource {
    /** The shape, known without loading. */
    int[] shape();

    /**
     * The tensor; equal at every call. Throws {@link WorkloadException} for content that does not hold what the shape
     * promised.
     */
    Tensor load() throws IOException;

    /** What the tensor is known by: sources with equal keys give equal tensors. */
    default Object key() {
        return this;
    }

    static TensorSource of(Tensor tensor) {
        return new TensorSource() {
            @Override
            public int[] shape() {
                return tensor.shape().clone();
            }

            @Override
            public Tensor load() {
                return tensor;
            }
        };
    }
}
