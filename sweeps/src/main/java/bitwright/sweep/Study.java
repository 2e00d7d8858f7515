package bitwright.sweep;

import bitwright.config.Sweep;
import bitwright.sweep.execution.SweepExecutor;
import bitwright.sweep.execution.TaskSource;
import bitwright.sweep.point.Metric;
import bitwright.sweep.point.Outcome;
import bitwright.sweep.point.Status;
import bitwright.sweep.point.SweepException;
import bitwright.sweep.point.Task;
import bitwright.sweep.point.Tasks;
import bitwright.sweep.search.Search;
import bitwright.sweep.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.Set;

/**
 * A sweep and the folder of its results. Running it does what the store does not hold yet, and nothing twice; killed at any
 * moment and run again, it goes on.
 */
public final class Study {
    private final Sweep sweep;
    private final Tasks tasks;
    private final Measures measures;
    private final Path directory;
    private final Shard shard;
    private final long valid;

    /**
     * Checks the sweep.
     *
     * @param plugins JARs beside those that the runs name
     * @throws bitwright.config.ConfigException if a part of it is wrong
     * @throws SweepException if its search cannot be cut into shards
     */
    public Study(Sweep sweep, List<Path> plugins, Path directory, Shard shard) {
        this.sweep = sweep;
        this.tasks = new Tasks(sweep, plugins);
        this.valid = sweep.check(Metric.keys());
        this.measures = new Measures(sweep);
        this.directory = directory;
        this.shard = shard;
        if (!shard.isWhole() && search().isAdaptive()) {
            throw new SweepException("--shard needs points that are known before results are, which nsga2's are not");
        }
    }

    private Search search() {
        return Search.of(sweep, valid);
    }

    /** The points of the grid that meet the conditions, or all where they are too many to be counted. */
    public long validPoints() {
        return valid;
    }

    /** The points that a run will look at, at most. */
    public long plannedPoints() {
        return shard.size(search().budget());
    }

    private Path storeFile() {
        return directory.resolve(shard.storeName());
    }

    /**
     * What a run would do.
     *
     * @param stored planned points whose results are there; of a search by results, those of its first round
     * @param seconds processor seconds that a point takes on average, by the store, else by running some
     */
    public record Forecast(long planned, long stored, double seconds) {}

    /** Looks ahead without writing anything: some points are run for about three seconds if no times are known. */
    public Forecast forecast() {
        long stored = 0;
        double seconds = 0;
        if (Files.exists(storeFile())) {
            try (Store store = Store.open(storeFile())) {
                seconds = store.meanSeconds();
                stored = stored(store);
            }
        }
        return new Forecast(plannedPoints(), stored, seconds > 0 ? seconds : new Sample(sweep, tasks).meanSeconds());
    }

    private long stored(Store store) {
        var round = search().next(Map.of()).orElseThrow();
        long found = 0;
        for (long place = 0; round.hasNext(); place++) {
            long index = round.nextLong();
            if (shard.has(place)
                    && store.find(tasks.bind(sweep.point(index)).key()).isPresent()) {
                found++;
            }
        }
        return found;
    }

    /**
     * Runs what is missing and writes the tables.
     *
     * @param retryFailed whether points that failed or timed out before are run again
     * @throws SweepException if another process writes there, or the folder cannot be written to
     */
    public Summary run(SweepExecutor executor, boolean retryFailed, Progress.Listener listener) {
        try {
            Files.createDirectories(directory);
            try (Store store = Store.open(storeFile())) {
                store.begin(retryFailed);
                store.collect();
                long reused = new Pass(store, executor, listener).run();
                if (!shard.isWhole()) {
                    collectOtherShards(store);
                }
                store.flush();
                return new Tables(sweep, measures, directory).write(store, reused);
            }
        } catch (IOException e) {
            throw new SweepException(directory + ": results cannot be written: " + e, e);
        }
    }

    /** Whoever ends last has the results of all. */
    private void collectOtherShards(Store store) {
        store.collect();
        var round = search().next(Map.of()).orElseThrow();
        for (long place = 0; round.hasNext(); place++) {
            long index = round.nextLong();
            if (!shard.has(place)) {
                String key = tasks.bind(sweep.point(index)).key();
                if (store.find(key).isPresent()) {
                    store.plan(index, key);
                }
            }
        }
    }

    /** One walk through the search's rounds. */
    private final class Pass {
        private final Store store;
        private final SweepExecutor executor;
        private final Progress.Listener listener;
        private final Search search = search();
        private final Set<String> running = new HashSet<>();
        private long reused;
        private long done;
        private long failed;

        Pass(Store store, SweepExecutor executor, Progress.Listener listener) {
            this.store = store;
            this.executor = executor;
            this.listener = listener;
        }

        /** Runs what is missing and says how much was not. */
        long run() {
            var objectives = new HashMap<Long, double[]>();
            tell();
            for (var round = search.next(objectives); round.isPresent(); round = search.next(objectives)) {
                var points = new ArrayList<Long>();
                executor.run(new Missing(round.get(), points), this::take);
                for (long index : points) {
                    objectives.put(index, objectives(index));
                }
            }
            return reused;
        }

        private double[] objectives(long index) {
            Sweep.Point point = sweep.point(index);
            Optional<Outcome> outcome = store.find(tasks.bind(point).key());
            return outcome.filter(one -> one.status() == Status.DONE)
                    .map(one -> measures.losses(measures.of(point, one)))
                    .orElse(null);
        }

        private synchronized void take(Outcome outcome) {
            store.put(outcome);
            running.remove(outcome.key());
            done++;
            count(outcome);
        }

        private void count(Outcome outcome) {
            failed += outcome.status() == Status.DONE ? 0 : 1;
            tell();
        }

        private void tell() {
            listener.at(new Progress(shard.size(search.budget()), reused, done, failed));
        }

        /** A task for the point, unless its result is there or on its way. */
        private Optional<Task> begin(Sweep.Point point) {
            Tasks.Bound bound = tasks.bind(point);
            synchronized (this) {
                store.plan(point.index(), bound.key());
                Optional<Outcome> known = store.find(bound.key());
                if (known.isPresent() || running.contains(bound.key())) {
                    reused++;
                    known.ifPresentOrElse(this::count, this::tell);
                    return Optional.empty();
                }
                if (bound.task() == null) {
                    take(bound.invalid());
                    return Optional.empty();
                }
                running.add(bound.key());
                return Optional.of(bound.task());
            }
        }

        /** The tasks of a round whose results are not there. */
        private final class Missing implements TaskSource {
            private final PrimitiveIterator.OfLong round;
            private final List<Long> points;
            private long place;

            /** @param points takes the round's points down, for a search that asks what became of them */
            Missing(PrimitiveIterator.OfLong round, List<Long> points) {
                this.round = round;
                this.points = points;
            }

            @Override
            public Optional<Task> next() {
                for (long index = nextIndex(); index >= 0; index = nextIndex()) {
                    Optional<Task> task = begin(sweep.point(index));
                    if (task.isPresent()) {
                        return task;
                    }
                }
                return Optional.empty();
            }

            /** The next point of this shard, -1 after the last. */
            private synchronized long nextIndex() {
                while (round.hasNext()) {
                    long index = round.nextLong();
                    if (search.isAdaptive()) {
                        points.add(index);
                    }
                    if (shard.has(place++)) {
                        return index;
                    }
                }
                return -1;
            }
        }
    }
}
