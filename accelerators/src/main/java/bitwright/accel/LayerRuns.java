package bitwright.accel;

import bitwright.workload.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Runs layers side by side. Each is a simulation of its own, so the results do not depend on how many threads there are. */
public final class LayerRuns {
    private LayerRuns() {}

    /** The results in the layers' order. A layer's exception is thrown as it is, that of the first layer first. */
    public static <R> List<R> sideBySide(List<Layer> layers, int threads, Function<Layer, R> run) {
        if (threads == 1 || layers.size() < 2) {
            return layers.stream().map(run).toList();
        }
        var executor = Executors.newFixedThreadPool(Math.min(threads, layers.size()));
        try {
            var running = new ArrayList<Future<R>>();
            for (Layer layer : layers) {
                running.add(executor.submit(() -> run.apply(layer)));
            }
            var results = new ArrayList<R>();
            for (Future<R> layer : running) {
                results.add(layer.get());
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
}
