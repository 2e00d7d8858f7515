package bitwright.workload.bundle;

import bitwright.workload.Batch;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import bitwright.workload.WorkloadException;
import bitwright.workload.inference.IntegerInference;
import bitwright.workload.inference.LayerInference;
import bitwright.workload.network.Network;
import bitwright.workload.network.Node;
import bitwright.workload.npy.NpyFile;
import bitwright.workload.reference.Sums;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Runs a bundle's network again and compares every tensor that it stores. */
public final class TraceVerification {
    /**
     * A stored tensor, compared.
     *
     * @param layer whose
     * @param kind {@code activations}, {@code acc} or {@code output}
     * @param values elements compared, over all inputs
     * @param mismatches elements that differ
     * @param firstMismatch place, stored and computed value of the first one; empty where there is none
     */
    public record Check(String layer, String kind, long values, long mismatches, String firstMismatch) {}

    /** How many inputs are classified as their labels say. */
    public record Accuracy(int correct, int inputs) {
        public double percent() {
            return 100.0 * correct / inputs;
        }
    }

    private final TraceBundle bundle;
    private final Network network;
    private final List<Tally> tallies = new ArrayList<>();

    private TraceVerification(TraceBundle bundle) {
        this.bundle = bundle;
        network = bundle.network();
    }

    /**
     * The checks in network order. From the network's input where the bundle holds it; otherwise each multiplying layer
     * by itself, from its stored activations.
     */
    public static List<Check> verify(TraceBundle bundle) throws IOException {
        var verification = new TraceVerification(bundle);
        verification.run();
        return verification.tallies.stream().map(Tally::check).toList();
    }

    /** The share of inputs that the network classifies as labelled; empty where there are no labels or no inputs. */
    public static Optional<Accuracy> accuracy(TraceBundle bundle) throws IOException {
        Optional<int[]> labels = bundle.labels();
        if (labels.isEmpty() || bundle.input(Batch.FIRST).isEmpty()) {
            return Optional.empty();
        }
        var inference = new IntegerInference(bundle.network(), bundle.rounding());
        int inputs = Math.min(labels.get().length, bundle.inputs());
        try {
            // Inputs have nothing to do with one another, so processors share them.
            long correct = IntStream.range(0, inputs)
                    .parallel()
                    .filter(n -> choice(bundle, inference, n) == labels.get()[n])
                    .count();
            return Optional.of(new Accuracy((int) correct, inputs));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static int choice(TraceBundle bundle, IntegerInference inference, int n) {
        try {
            TensorSource input = bundle.input(new Batch(n, n)).orElseThrow();
            return best(inference.run(input.load()).output().data());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first of the largest scores. */
    static int best(int[] scores) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        return best;
    }

    private void run() throws IOException {
        boolean whole = bundle.input(Batch.FIRST).isPresent();
        for (Node node : network.nodes()) {
            for (String kind : List.of("activations", "acc", "output")) {
                boolean known = whole || node instanceof Node.Mac && !kind.equals("activations");
                Optional<NpyFile> file = bundle.stored(node.name(), kind);
                if (known && file.isPresent()) {
                    tallies.add(new Tally(node, kind, file.get()));
                }
            }
        }
        if (tallies.isEmpty()) {
            throw new WorkloadException(bundle.name()
                    + ": holds no results to verify; a bundle needs input.npy or activations, and acc or output files");
        }
        if (whole) {
            var inference = new IntegerInference(network, bundle.rounding());
            for (int n = 0; n < bundle.inputs(); n++) {
                Tensor input = bundle.input(new Batch(n, n)).orElseThrow().load();
                var activity = inference.run(input);
                for (Tally tally : tallies) {
                    tally.compare(n, computed(tally, activity));
                }
            }
        } else {
            layerByLayer();
        }
    }

    private static long[] computed(Tally tally, IntegerInference.Activity activity) {
        String name = tally.node.name();
        return switch (tally.kind) {
            case "acc" -> activity.accumulators().get(name).data();
            case "output" -> wide(activity.outputs().get(name).data());
            default -> wide(activity.activations().get(name).data());
        };
    }

    private void layerByLayer() throws IOException {
        var layers = new LayerInference(bundle.rounding());
        for (Tally tally : tallies) {
            var mac = (Node.Mac) tally.node;
            for (int n = 0; n < bundle.inputs(); n++) {
                Optional<TensorSource> stored = bundle.storedActivations(mac, new Batch(n, n));
                if (stored.isPresent()) {
                    Sums acc = layers.accumulators(mac, stored.get().load());
                    tally.compare(n, tally.kind.equals("acc") ? acc.data() : wide(layers.codes(mac, acc)));
                }
            }
        }
    }

    private static long[] wide(int[] codes) {
        return Arrays.stream(codes).asLongStream().toArray();
    }

    /** A stored tensor while it is compared, input by input. */
    private final class Tally {
        private final Node node;
        private final String kind;
        private final long[] stored;
        private final int[] shape;
        private long values;
        private long mismatches;
        private String first = "";

        Tally(Node node, String kind, NpyFile file) throws IOException {
            this.node = node;
            this.kind = kind;
            shape = kind.equals("activations") ? ((Node.Mac) node).activations().shape() : node.outputShape();
            stored = bundle.elements(file, shape);
        }

        void compare(int input, long[] computed) {
            int from = input * computed.length;
            if (from + computed.length > stored.length) {
                return; // fewer results than inputs are stored
            }
            for (int i = 0; i < computed.length; i++) {
                if (stored[from + i] != computed[i]) {
                    if (mismatches == 0) {
                        first = "at " + Arrays.toString(index(input, i)) + " stored " + stored[from + i] + ", computed "
                                + computed[i];
                    }
                    mismatches++;
                }
            }
            values += computed.length;
        }

        private int[] index(int input, int place) {
            int[] index = new int[shape.length];
            int rest = place;
            for (int axis = shape.length - 1; axis > 0; axis--) {
                index[axis] = rest % shape[axis];
                rest /= shape[axis];
            }
            index[0] = input;
            return index;
        }

        Check check() {
            return new Check(node.name(), kind, values, mismatches, first);
        }
    }
}
