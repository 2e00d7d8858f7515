package bitwright.workload.reference;

import bitwright.workload.Geometry;
import bitwright.workload.Layer;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import java.io.IOException;

/**
 * Exact integer convolution and matrix product on hardware values (zero points removed). It shares no code with the
 * accelerators, whose outputs it judges.
 */
public final class Reference {
    private Reference() {}

    /** Loads a layer's operands, removes their zero points and sums. */
    public static Sums sums(Layer layer) throws IOException {
        return sums(layer.geometry(), hardwareValues(layer.activations()), hardwareValues(layer.weights()));
    }

    /** An operand as hardware sees it: {@code code − zeroPoint}. */
    public static Tensor hardwareValues(Operand operand) throws IOException {
        return hardwareValues(operand.source().load(), operand.encoding().zeroPoint());
    }

    public static Tensor hardwareValues(Tensor codes, int zeroPoint) {
        if (zeroPoint == 0) {
            return codes;
        }
        int[] code = codes.data();
        int[] value = new int[code.length];
        for (int i = 0; i < value.length; i++) {
            value[i] = code[i] - zeroPoint;
        }
        return new Tensor(codes.shape(), value);
    }

    /**
     * The sums of a convolution, or of a fully connected layer where the weights have rank 2.
     *
     * @param activations {@code [N,H,W,C]}, or {@code [N,C]}
     * @param weights {@code [K,kh,kw,C/groups]}, or {@code [K,C]}
     */
    public static Sums sums(Geometry geometry, Tensor activations, Tensor weights) {
        if (weights.rank() == 2) {
            return FullyConnected.sums(activations, weights);
        }
        boolean depthwise = geometry.groups() > 1 && weights.rank() == 4 && weights.extent(3) == 1;
        return depthwise
                ? new Depthwise(geometry, activations, weights).sums()
                : new Convolution(geometry, activations, weights).sums();
    }

    /** Whether sums of products with magnitudes of at most these can never leave 32 bits. */
    static boolean fits32Bits(long largestActivation, long largestWeightSum) {
        return largestWeightSum == 0 || largestActivation <= Integer.MAX_VALUE / largestWeightSum;
    }

    /** The largest magnitude, as a long because that of the least integer is none. */
    static long largestMagnitude(int[] values) {
        int low = 0;
        int high = 0;
        for (int value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        return Math.max(high, -(long) low);
    }
}
