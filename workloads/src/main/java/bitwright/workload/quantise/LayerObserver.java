package bitwright.workload.quantise;

import bitwright.workload.real.Product;
import bitwright.workload.real.Products;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Multiplies by reals and keeps what the layers with constant weights took. */
public final class LayerObserver implements Products {
    private final Map<String, List<Product>> seen = new LinkedHashMap<>();

    @Override
    public double[] of(Product product) {
        if (product.constant()) {
            seen.computeIfAbsent(product.name(), name -> new ArrayList<>()).add(product);
        }
        return Products.PLAIN.of(product);
    }

    /** The layers in the order in which they multiplied. */
    public List<LayerSample> samples() {
        List<LayerSample> samples = new ArrayList<>();
        seen.forEach((name, products) -> samples.add(sample(name, products)));
        return samples;
    }

    /** Inputs one after the other: rows of a matrix may differ in number, they are laid out in one column of rows. */
    private static LayerSample sample(String name, List<Product> products) {
        Product first = products.get(0);
        int[] shape = first.activations().shape();
        int volume = products.stream().mapToInt(p -> p.activations().volume()).sum();
        float[] inputs = new float[volume];
        int at = 0;
        for (Product product : products) {
            float[] reals = product.activations().reals();
            System.arraycopy(reals, 0, inputs, at, reals.length);
            at += reals.length;
        }
        int rest = 1;
        for (int axis = 1; axis < shape.length; axis++) {
            rest *= shape[axis];
        }
        if (volume % rest == 0) {
            shape[0] = volume / rest;
        } else { // matrix products of sequences that differ in length
            shape = new int[] {volume / shape[3], 1, 1, shape[3]};
        }
        return new LayerSample(
                name, first.geometry(), first.weights().shape(), first.weights().reals(), shape, inputs);
    }
}
