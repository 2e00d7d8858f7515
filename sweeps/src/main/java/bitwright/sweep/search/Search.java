package bitwright.sweep.search;

import bitwright.config.SearchConfig;
import bitwright.config.Sweep;
import java.util.Map;
import java.util.Optional;
import java.util.PrimitiveIterator;

/**
 * Chooses points in rounds. The same sweep and the same results give the same choice, so a sweep that was killed goes
 * through the rounds again and finds its results in the store.
 */
public interface Search {
    /**
     * The next round's points by their indices in the grid, all of which meet the conditions; empty if there is none.
     *
     * @param objectives of every point of the rounds before, the smaller the better; not a number where there is none
     */
    Optional<PrimitiveIterator.OfLong> next(Map<Long, double[]> objectives);

    /** How many points there will be at most. */
    long budget();

    /** Whether the choice depends on results. */
    default boolean isAdaptive() {
        return false;
    }

    /**
     * The search of a sweep.
     *
     * @param valid how many points of the grid meet the conditions, or an upper bound
     */
    static Search of(Sweep sweep, long valid) {
        SearchConfig config = sweep.config().search();
        if (config instanceof SearchConfig.Grid) {
            return new OneRound(
                    valid, () -> sweep.points().mapToLong(Sweep.Point::index).iterator());
        }
        if (config instanceof SearchConfig.Random random) {
            var walk = new RandomWalk(sweep, random.seed());
            return new OneRound(Math.min(valid, random.budget()), () -> walk.first(random.budget()));
        }
        if (config instanceof SearchConfig.LatinHypercube hypercube) {
            var choice = new LatinHypercube(sweep, hypercube.budget(), hypercube.seed());
            return new OneRound(Math.min(valid, hypercube.budget()), choice::points);
        }
        if (config instanceof SearchConfig.Nsga2 genetic) {
            return new Nsga2(sweep, genetic, valid);
        }
        throw new IllegalStateException("a search of an unknown kind: " + config);
    }
}
