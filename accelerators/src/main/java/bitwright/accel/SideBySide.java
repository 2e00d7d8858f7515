package bitwright.accel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** Work on items that have nothing to do with one another: the results do not depend on how many threads share it. */
public final class SideBySide {
    private SideBySide() {}

    /** The results in the items' order. An item's exception is thrown as it is, that of the first item first. */
    public static <T, R> List<R> of(List<T> items, int threads, Function<T, R> run) {
        return largestFirst(items, threads, item -> 0, run);
    }

    /** The same; the largest items start first, so that none of them is left over for one thread at the end. */
    public static <T, R> List<R> largestFirst(List<T> items, int threads, ToLongFunction<T> size, Function<T, R> run) {
        if (threads == 1 || items.size() < 2) {
            return items.stream().map(run).toList();
        }
        var executor = Executors.newFixedThreadPool(Math.min(threads, items.size()));
        try {
            var running = new HashMap<Integer, Future<R>>();
            IntStream.range(0, items.size())
                    .boxed()
                    .sorted(Comparator.comparingLong((Integer i) -> size.applyAsLong(items.get(i)))
                            .reversed())
                    .forEach(i -> running.put(i, executor.submit(() -> run.apply(items.get(i)))));
            var results = new ArrayList<R>();
            for (int i = 0; i < items.size(); i++) {
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
            throw new IllegalStateException("interrupted while others were at work", e);
        } finally {
            executor.shutdownNow();
        }
    }
}
