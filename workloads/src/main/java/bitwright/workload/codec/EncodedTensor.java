package bitwright.workload.codec;

/**
 * A tensor as a {@link GroupCodec} leaves it.
 *
 * @param shape the tensor's shape, known from the layer and not in the bits
 * @param bits how many there are
 * @param words the bits, the first one lowest in the first word; unused ones at the end are zero
 */
public record EncodedTensor(int[] shape, long bits, long[] words) {}
