package bitwright.workload.real;

import bitwright.workload.Encoding;
import bitwright.workload.IntegerFormat;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import bitwright.workload.WorkloadException;
import bitwright.workload.network.Clamp;
import bitwright.workload.network.Network;
import bitwright.workload.network.Node;
import bitwright.workload.network.Port;
import bitwright.workload.network.Scale;
import bitwright.workload.reference.Sums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Multiplies by integers, rounding operands that are no codes yet, and keeps what it multiplied, input by input. */
final class LayerRecorder implements Products {
    /** One product on one input. */
    private record Entry(Product product, Tensor activations, Sums accumulators) {}

    /** A layer on all inputs so far. */
    private static final class Recording {
        private final List<Entry> entries = new ArrayList<>();
        private Codes activations;
        private Codes weights;
        private Optional<float[]> master = Optional.empty();
    }

    private final RoundToNearest rounding;
    private final Calibration calibration;
    private final boolean computedProducts;
    private boolean left;
    private boolean rounded;
    private final Map<String, Recording> recordings = new LinkedHashMap<>();

    /** @param computedProducts whether products of two computed tensors are kept too, which works for one input alone */
    LayerRecorder(RoundToNearest rounding, Calibration calibration, boolean computedProducts) {
        this.rounding = rounding;
        this.calibration = calibration;
        this.computedProducts = computedProducts;
    }

    @Override
    public double[] of(Product product) {
        Recording recording = recordings.get(product.name());
        Codes activations = activations(product);
        rounded |= product.activations().codes().isEmpty();
        // Constant weights are rounded once.
        Codes weights = product.constant() && recording != null ? recording.weights : weights(product);
        Sums sums = sums(product, activations, weights);
        keep(product, activations, weights, sums);
        if (weights.block() > 0) {
            Value rounded = RoundToNearest.real(product.activations(), activations);
            return RealProducts.of(new Product(
                    product.name(), product.op(), product.geometry(), rounded, product.weights(), product.constant()));
        }
        return Products.scaled(sums, activations, weights);
    }

    @Override
    public Sums sums(Product product) {
        Codes activations = product.activations().codes().orElseThrow();
        Codes weights = product.weights().codes().orElseThrow();
        Sums sums = sums(product, activations, weights);
        keep(product, activations, normal(weights, product.weights().extent(0)), sums);
        return sums;
    }

    private static Sums sums(Product product, Codes activations, Codes weights) {
        return Products.sums(product, activations, weights);
    }

    private Codes activations(Product product) {
        return product.activations()
                .codes()
                .filter(Codes::isPerTensor)
                .orElseGet(() -> rounding.activations(product.activations(), calibration.activations(product.name())));
    }

    private Codes weights(Product product) {
        Optional<Codes> own = product.weights().codes().filter(codes -> codes.axis() <= 0);
        if (own.isPresent()) {
            return normal(own.get(), product.weights().extent(0));
        }
        return product.constant()
                ? rounding.weights(product.weights())
                : rounding.computed(product.weights(), calibration.weights(product.name()));
    }

    /** Zero points that differ by filter are taken off, which asks for one bit more. */
    private static Codes normal(Codes codes, int filters) {
        int first = codes.zeroPoints()[0];
        if (Arrays.stream(codes.zeroPoints()).allMatch(zero -> zero == first)) {
            return codes;
        }
        int[] data = codes.data().clone();
        int row = data.length / filters;
        for (int i = 0; i < data.length; i++) {
            data[i] -= codes.zeroPoints()[i / row];
        }
        var wider = new IntegerFormat(Math.min(32, codes.format().bits() + 1), true);
        return Codes.along(0, wider, data, codes.scales(), new int[codes.scales().length]);
    }

    private void keep(Product product, Codes activations, Codes weights, Sums sums) {
        if (!product.constant() && !computedProducts) {
            left = true;
            return;
        }
        Recording recording = recordings.computeIfAbsent(product.name(), name -> new Recording());
        if (recording.entries.isEmpty()) {
            recording.activations = activations;
            recording.weights = weights;
            if (product.weights().codes().isEmpty() && product.constant()) {
                recording.master = Optional.of(product.weights().reals());
            }
        } else if (!product.constant()) {
            throw new WorkloadException("'" + product.name() + "' multiplies two computed tensors more than once");
        } else {
            check(product, recording, activations);
        }
        int filters = product.weights().extent(0);
        long[] data = sums.data();
        if (product.bias().length > 0) {
            data = data.clone();
            for (int i = 0; i < data.length; i++) {
                data[i] += product.bias()[i % filters];
            }
        }
        recording.entries.add(new Entry(
                product, new Tensor(product.activations().shape(), activations.data()), new Sums(sums.shape(), data)));
    }

    private static void check(Product product, Recording recording, Codes activations) {
        Entry first = recording.entries.get(0);
        int[] shape = product.activations().shape();
        int[] before = first.product.activations().shape();
        boolean same =
                Arrays.equals(Arrays.copyOfRange(shape, 1, shape.length), Arrays.copyOfRange(before, 1, before.length));
        if (!same
                || !activations.format().equals(recording.activations.format())
                || activations.zeroPoints()[0] != recording.activations.zeroPoints()[0]) {
            throw new WorkloadException("'" + product.name() + "' takes " + Arrays.toString(shape) + ", and took "
                    + Arrays.toString(before) + " or other codes before: inputs must be of one shape");
        }
    }

    /** Whether products of two computed tensors were left out. */
    boolean left() {
        return left;
    }

    /** Whether activations were rounded, which the model had as reals. */
    boolean rounded() {
        return rounded;
    }

    /** The layers in the order in which they multiplied. */
    List<RecordedLayer> layers() {
        return List.copyOf(layersByProduct().values());
    }

    /** The same by the names of their products, which for weights known beforehand are the operators' names. */
    Map<String, RecordedLayer> layersByProduct() {
        Map<String, RecordedLayer> layers = new LinkedHashMap<>();
        var names = new LayerNames();
        recordings.forEach((product, recording) -> layers.put(product, layer(recording, names.of(product))));
        return layers;
    }

    private static RecordedLayer layer(Recording recording, String name) {
        Product product = recording.entries.get(0).product;
        Codes weights = recording.weights;
        int[] shape = product.activations().shape();
        shape[0] = 1;
        boolean blocked = weights.block() > 0;
        Encoding encoding =
                recording.activations.format().encoding(recording.activations.zeroPoints()[0]);
        Encoding weightEncoding = weights.format().encoding(weights.zeroPoints()[0]);
        Tensor activations = joined(recording.entries);
        Sums accumulators = joinedSums(recording.entries);
        boolean wide = Arrays.stream(accumulators.data()).anyMatch(sum -> sum != (int) sum);
        var mac = new Node.Mac(
                name,
                product.op(),
                List.of(Network.INPUT),
                product.geometry(),
                new Port(shape, encoding, Scale.of(recording.activations.scales()[0])),
                new Operand(
                        weightEncoding,
                        TensorSource.of(new Tensor(product.weights().shape(), weights.data()))),
                blocked ? Scale.UNKNOWN : new Scale(weights.scales()),
                product.bias(),
                wide ? 64 : 32,
                Optional.empty(),
                Clamp.of(IntegerFormat.INT32));
        return new RecordedLayer(
                mac,
                activations,
                accumulators,
                recording.master,
                blocked
                        ? Optional.of(new RecordedLayer.Blocks(weights.block(), weights.scales(), weights.offsets()))
                        : Optional.empty());
    }

    private static Tensor joined(List<Entry> entries) {
        int[] shape = entries.get(0).activations.shape().clone();
        shape[0] =
                entries.stream().mapToInt(entry -> entry.activations.extent(0)).sum();
        int[] data = new int[Value.volume(shape)];
        int at = 0;
        for (Entry entry : entries) {
            System.arraycopy(entry.activations.data(), 0, data, at, entry.activations.data().length);
            at += entry.activations.data().length;
        }
        return new Tensor(shape, data);
    }

    private static Sums joinedSums(List<Entry> entries) {
        int[] shape = entries.get(0).accumulators.shape().clone();
        shape[0] = entries.stream()
                .mapToInt(entry -> entry.accumulators.shape()[0])
                .sum();
        long[] data = new long[Value.volume(shape)];
        int at = 0;
        for (Entry entry : entries) {
            System.arraycopy(entry.accumulators.data(), 0, data, at, entry.accumulators.data().length);
            at += entry.accumulators.data().length;
        }
        return new Sums(shape, data);
    }
}
