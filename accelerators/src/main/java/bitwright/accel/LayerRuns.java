package bitwright.accel;

import bitwright.sim.result.LayerResult;
import bitwright.workload.Encoding;
import bitwright.workload.Geometry;
import bitwright.workload.Layer;
import bitwright.workload.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

    /**
     * The results in the layers' order. A layer's exception is thrown as it is, that of the first layer first. Layers with the
     * most operands start first, so that none of them is left over for one thread at the end.
     */
    public static <R> List<R> sideBySide(List<Layer> layers, int threads, Function<Layer, R> run) {
        if (threads == 1 || layers.size() < 2) {
            return layers.stream().map(run).toList();
        }
        var executor = Executors.newFixedThreadPool(Math.min(threads, layers.size()));
        try {
            var running = new HashMap<Integer, Future<R>>();
            IntStream.range(0, layers.size())
                    .boxed()
                    .sorted(Comparator.comparingLong((Integer i) -> operands(layers.get(i)))
                            .reversed())
                    .forEach(i -> running.put(i, executor.submit(() -> run.apply(layers.get(i)))));
            var results = new ArrayList<R>();
            for (int i = 0; i < layers.size(); i++) {
                results.add(running.get(i).get());
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while layers were running", e);
        } finally {
            executor.shutdownNow();
        }
    }

    private static long operands(Layer layer) {
        return Stream.of(layer.activations(), layer.weights())
                .mapToLong(operand -> Arrays.stream(operand.source().shape())
                        .mapToLong(extent -> extent)
                        .reduce(1, Math::multiplyExact))
                .sum();
    }
}
