package bitwright.sweep.search;

import java.util.Map;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.function.Supplier;

/** A choice that needs no results. */
final class OneRound implements Search {
    private final long budget;
    private final Supplier<PrimitiveIterator.OfLong> points;
    private boolean over;

    OneRound(long budget, Supplier<PrimitiveIterator.OfLong> points) {
        this.budget = budget;
        this.points = points;
    }

    @Override
    public Optional<PrimitiveIterator.OfLong> next(Map<Long, double[]> objectives) {
        if (over) {
            return Optional.empty();
        }
        over = true;
        return Optional.of(points.get());
    }

    @Override
    public long budget() {
        return budget;
    }
}
