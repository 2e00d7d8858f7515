package bitwright.workload;

import java.util.Arrays;

/**
 * A dense integer tensor in C order. What it holds, stored codes or hardware values, is for its owner to say.
 *
 * <p>The arrays are the caller's: nothing is copied, and whoever shares a tensor must not write to it.
 */
public record Tensor(int[] shape, int[] data) {
    public Tensor {
        long size = 1;
        for (int extent : shape) {
            if (extent < 0) {
                throw new IllegalArgumentException("a negative extent in shape " + Arrays.toString(shape));
            }
            size = Math.multiplyExact(size, (long) extent);
        }
        if (size != data.length) {
            throw new IllegalArgumentException(
                    "shape " + Arrays.toString(shape) + " holds " + size + " values, got " + data.length);
        }
    }

    /** Elements of a tensor of this shape; throws {@link WorkloadException} for more than an {@code int} holds. */
    public static int volume(int... shape) {
        long volume = 1;
        for (int extent : shape) {
            volume *= extent;
            if (volume > Integer.MAX_VALUE) {
                throw new WorkloadException(
                        "a tensor of shape " + Arrays.toString(shape) + " holds more values than an array can");
            }
        }
        return (int) volume;
    }

    public int rank() {
        return shape.length;
    }

    public int extent(int axis) {
        return shape[axis];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor that && Arrays.equals(shape, that.shape) && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "Tensor" + Arrays.toString(shape);
    }
}
