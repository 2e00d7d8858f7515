package bitwright.sweep.search;

import bitwright.config.SearchConfig;
import bitwright.config.Sweep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * NSGA-II (Deb, Pratap, Agarwal and Meyarivan, IEEE Transactions on Evolutionary Computation 6(2), 2002) on a grid:
 * elitist selection by front and crowding, binary tournaments. The paper's operators are for real numbers and bits; on
 * levels of axes, each comes from either parent, or those that are ordered from the line through both (extended line
 * recombination, Mühlenbein and Schlierkamp-Voosen 1993), and one axis in a child on average changes. No point is run twice: a child that is known gives way to one by chance.
 */
final class Nsga2 implements Search {
    private static final int TRIES = 20;

    private final Sweep sweep;
    private final int population;
    private final long budget;
    private final SplittableRandom random;
    private final RandomWalk walk;
    private final int[] shape;
    private final boolean[] ordered;
    private final Set<Long> chosen = new LinkedHashSet<>();
    private List<Long> survivors = List.of();

    Nsga2(Sweep sweep, SearchConfig.Nsga2 config, long valid) {
        this.sweep = sweep;
        this.population = config.population();
        this.budget = Math.min(valid, config.budget());
        this.random = new SplittableRandom(config.seed());
        this.walk = new RandomWalk(sweep, config.seed());
        this.shape = sweep.shape();
        this.ordered = new boolean[shape.length];
        for (int axis = 0; axis < shape.length; axis++) {
            ordered[axis] = sweep.isOrdered(axis);
        }
    }

    @Override
    public long budget() {
        return budget;
    }

    @Override
    public boolean isAdaptive() {
        return true;
    }

    @Override
    public Optional<PrimitiveIterator.OfLong> next(Map<Long, double[]> objectives) {
        int count = (int) Math.min(population, budget - chosen.size());
        var parents = chosen.isEmpty() ? List.<Ranking.Place>of() : parents(objectives);
        var round = new ArrayList<Long>();
        while (round.size() < count) {
            OptionalLong point = parents.isEmpty() ? fresh() : child(parents);
            if (point.isEmpty()) {
                break;
            }
            chosen.add(point.getAsLong());
            round.add(point.getAsLong());
        }
        return round.isEmpty()
                ? Optional.empty()
                : Optional.of(round.stream().mapToLong(Long::longValue).iterator());
    }

    /** The best of the last survivors and all that came since. */
    private List<Ranking.Place> parents(Map<Long, double[]> objectives) {
        long[] candidates = survivors.isEmpty()
                ? chosen.stream().mapToLong(Long::longValue).toArray()
                : java.util.stream.LongStream.concat(
                                survivors.stream().mapToLong(Long::longValue),
                                chosen.stream()
                                        .skip(chosen.size() - Math.min(population, chosen.size()))
                                        .mapToLong(Long::longValue))
                        .distinct()
                        .toArray();
        double[][] values = Arrays.stream(candidates)
                .mapToObj(point -> worstIfMissing(objectives.get(point)))
                .toArray(double[][]::new);
        var places = Ranking.of(candidates, values);
        var best = places.subList(0, Math.min(population, places.size()));
        survivors = best.stream().map(Ranking.Place::point).toList();
        return best;
    }

    private double[] worstIfMissing(double[] objectives) {
        double[] values =
                objectives == null ? new double[sweep.config().objectives().size()] : objectives.clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = objectives == null || Double.isNaN(values[i]) ? Double.POSITIVE_INFINITY : values[i];
        }
        return values;
    }

    private OptionalLong fresh() {
        for (OptionalLong next = walk.next(); next.isPresent(); next = walk.next()) {
            if (!chosen.contains(next.getAsLong())) {
                return next;
            }
        }
        return OptionalLong.empty();
    }

    private OptionalLong child(List<Ranking.Place> parents) {
        for (int i = 0; i < TRIES; i++) {
            int[] child = crossed(sweep.levels(winner(parents)), sweep.levels(winner(parents)));
            for (int axis = 0; axis < shape.length; axis++) {
                if (random.nextInt(shape.length) == 0) {
                    child[axis] = changed(axis, child[axis]);
                }
            }
            long index = sweep.index(child);
            if (!chosen.contains(index) && sweep.meetsConditions(sweep.point(index))) {
                return OptionalLong.of(index);
            }
        }
        return fresh();
    }

    /** Each axis from either parent; or, of ordered axes, all from one place on the line through both, which may be past them. */
    private int[] crossed(int[] mother, int[] father) {
        boolean onLine = random.nextInt(2) == 0;
        double place = random.nextDouble() * 1.5 - 0.25;
        int[] child = new int[shape.length];
        for (int axis = 0; axis < shape.length; axis++) {
            child[axis] = onLine && ordered[axis]
                    ? within(axis, Math.round(mother[axis] + place * (father[axis] - mother[axis])))
                    : random.nextInt(2) == 0 ? mother[axis] : father[axis];
        }
        return child;
    }

    private int within(int axis, long level) {
        return (int) Math.max(0, Math.min(shape[axis] - 1, level));
    }

    /** The better of two: they stand in order. */
    private long winner(List<Ranking.Place> parents) {
        return parents.get(Math.min(random.nextInt(parents.size()), random.nextInt(parents.size())))
                .point();
    }

    /** Steps on an ordered axis are small ones as often as ones twice as large: 1 to a quarter of the axis. */
    private int changed(int axis, int level) {
        if (!ordered[axis] || random.nextInt(4) == 0) {
            return random.nextInt(shape[axis]);
        }
        int doublings = 32 - Integer.numberOfLeadingZeros(shape[axis] / 4);
        int step = 1 + random.nextInt(1 << random.nextInt(doublings + 1));
        return within(axis, random.nextInt(2) == 0 ? level - step : level + step);
    }
}
