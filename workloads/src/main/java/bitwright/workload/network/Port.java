package bitwright.workload.network;

import bitwright.workload.Encoding;
import bitwright.workload.IntegerFormat;
import bitwright.workload.Tensor;
import java.util.Arrays;

/**
 * What flows along an edge of the network: a tensor without its values.
 *
 * @param shape for one input, the leading 1 included
 * @param encoding what the codes mean
 * @param scale what a step of the code is worth
 */
public record Port(int[] shape, Encoding encoding, Scale scale) {
    public IntegerFormat format() {
        return IntegerFormat.of(encoding.format());
    }

    public int zeroPoint() {
        return encoding.zeroPoint();
    }

    /** The same codes in another shape. */
    public Port reshaped(int... other) {
        return new Port(other, encoding, scale);
    }

    /** Elements for one input. */
    public int volume() {
        return Tensor.volume(shape);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Port that
                && Arrays.equals(shape, that.shape)
                && encoding.equals(that.encoding)
                && scale.equals(that.scale);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(shape) + encoding.hashCode();
    }
}
