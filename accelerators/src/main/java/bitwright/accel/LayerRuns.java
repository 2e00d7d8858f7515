package bitwright.accel;

import bitwright.sim.result.LayerResult;
import bitwright.workload.Encoding;
import bitwright.workload.Geometry;
import bitwright.workload.Layer;
import bitwright.workload.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Runs layers side by side. Each is a simulation of its own, so the results do not depend on how many threads there are. */
public final class LayerRuns {
    private LayerRuns() {}

    /**
     * The results of simulated layers in their order, as {@link #sideBySide}. Layers that are equal in all but their names,
     * operands included, are simulated once: each starts from a drained machine, so they cannot differ.
     */
    public static List<LayerResult> simulated(List<Layer> layers, int threads, Function<Layer, LayerResult> run) {
        var places = new HashMap<Content, Integer>();
        var different = new ArrayList<Layer>();
        int[] place = new int[layers.size()];
        for (int i = 0; i < place.length; i++) {
            Layer layer = layers.get(i);
            place[i] = places.computeIfAbsent(Content.of(layer), unseen -> {
                different.add(layer);
                return different.size() - 1;
            });
        }
        var results = sideBySide(different, threads, run);
        return IntStream.range(0, place.length)
                .mapToObj(i -> results.get(place[i]).named(layers.get(i).name()))
                .toList();
    }

    /** What a layer's result depends on. */
    private record Content(
            Op op,
            Geometry geometry,
            Encoding activationEncoding,
            Object activations,
            Encoding weightEncoding,
            Object weights) {
        /** Enough, and quicker in a cold JVM than what records are given: layers that share these mostly share the rest. */
        @Override
        public int hashCode() {
            return activations.hashCode();
        }

        static Content of(Layer layer) {
            return new Content(
                    layer.op(),
                    layer.geometry(),
                    layer.activations().encoding(),
                    layer.activations().source().key(),
                    layer.weights().encoding(),
                    layer.weights().source().key());
        }
    }

    /** The results in the layers' order, as {@link SideBySide#largestFirst} by their operands. */
    public static <R> List<R> sideBySide(List<Layer> layers, int threads, Function<Layer, R> run) {
        return SideBySide.largestFirst(layers, threads, LayerRuns::operands, run);
    }

    private static long operands(Layer layer) {
        return Stream.of(layer.activations(), layer.weights())
                .mapToLong(operand -> Arrays.stream(operand.source().shape())
                        .mapToLong(extent -> extent)
                        .reduce(1, Math::multiplyExact))
                .sum();
    }
}
