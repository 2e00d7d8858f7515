package bitwright.workload.real;

import java.util.Optional;

/** Biases that a quantised model has as integers in units of the sums: hardware adds them to its accumulators. */
final class IntegerBias {
    /** How far a bias's scale may lie from the product of the operands', which exporters round to single precision. */
    private static final double TOLERANCE = 1e-6;

    private IntegerBias() {}

    /** The product with its bias, if that is one of 32-bit codes whose scale is the operands' product. */
    static Product of(Product product, Optional<Value> bias) {
        Optional<Codes> a = product.activations().codes().filter(Codes::isPerTensor);
        Optional<Codes> w = product.weights().codes().filter(codes -> codes.block() == 0 && codes.axis() <= 0);
        Optional<Codes> b =
                bias.flatMap(Value::codes).filter(codes -> codes.format().bits() == 32);
        int filters = product.weights().extent(0);
        if (a.isEmpty() || w.isEmpty() || b.isEmpty() || b.get().data().length != filters) {
            return product;
        }
        long[] integers = new long[filters];
        for (int k = 0; k < filters; k++) {
            double unit =
                    (double) a.get().scales()[0] * w.get().scales()[w.get().axis() < 0 ? 0 : k];
            int s = b.get().axis() < 0 ? 0 : k;
            if (Math.abs(b.get().scales()[s] - unit) > TOLERANCE * unit
                    || b.get().zeroPoints()[s] != 0) {
                return product;
            }
            integers[k] = b.get().data()[k];
        }
        return product.withBias(integers);
    }
}
