package bitwright.workload.real;

import bitwright.workload.reference.Reference;
import bitwright.workload.reference.Sums;
import java.util.Optional;

/** Who multiplies for a network that is run. */
@FunctionalInterface
public interface Products {
    /** Multiplies: by integers where the codes of both operands are known, in double precision otherwise. */
    Products PLAIN = Products::plain;

    /** The result in C order of {@link Product#outputShape()}. */
    double[] of(Product product);

    /** The exact sums of products of codes, which both operands must have. */
    default Sums sums(Product product) {
        return sums(
                product,
                product.activations().codes().orElseThrow(),
                product.weights().codes().orElseThrow());
    }

    private static double[] plain(Product product) {
        Optional<Codes> a = product.activations().codes().filter(Codes::isPerTensor);
        Optional<Codes> w = product.weights().codes().filter(codes -> codes.block() == 0 && codes.axis() <= 0);
        if (a.isEmpty() || w.isEmpty()) {
            return RealProducts.of(product);
        }
        return scaled(sums(product, a.get(), w.get()), a.get(), w.get());
    }

    /** The exact sums of products of codes without their zero points. */
    static Sums sums(Product product, Codes activations, Codes weights) {
        return Reference.sums(
                product.geometry(),
                CodeTensors.hardware(product.activations().shape(), activations),
                CodeTensors.hardware(product.weights().shape(), weights));
    }

    /** Sums as real numbers. */
    static double[] scaled(Sums sums, Codes activations, Codes weights) {
        int filters = sums.shape()[sums.shape().length - 1];
        double[] reals = new double[sums.data().length];
        for (int i = 0; i < reals.length; i++) {
            float scale = weights.scales()[weights.axis() < 0 ? 0 : i % filters];
            reals[i] = sums.data()[i] * ((double) activations.scales()[0] * scale);
        }
        return reals;
    }
}
