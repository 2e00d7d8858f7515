package bitwright.sweep.search;

import bitwright.config.Sweep;
import bitwright.sweep.point.SweepException;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.PrimitiveIterator;

/** A grid's points in a seeded order, each once, those that conditions exclude left out. */
final class RandomWalk {
    private final Sweep sweep;
    private final Shuffle order;
    private long place;

    RandomWalk(Sweep sweep, long seed) {
        this.sweep = sweep;
        this.order = new Shuffle(sweep.gridSize(), seed);
    }

    /** The next point, or nothing at the end. Throws {@link SweepException} if conditions exclude nearly all. */
    OptionalLong next() {
        for (long tried = 0; place < sweep.gridSize(); tried++) {
            if (tried == Sweep.ENUMERABLE) {
                throw new SweepException("where excludes the last " + tried + " points tried of " + sweep.gridSize()
                        + "; narrow the axes");
            }
            long index = order.at(place++);
            if (sweep.meetsConditions(sweep.point(index))) {
                return OptionalLong.of(index);
            }
        }
        return OptionalLong.empty();
    }

    /** The first so many from where the walk is. */
    PrimitiveIterator.OfLong first(long count) {
        return new PrimitiveIterator.OfLong() {
            private long left = count;
            private OptionalLong next = OptionalLong.empty();

            @Override
            public boolean hasNext() {
                if (next.isEmpty() && left > 0) {
                    next = RandomWalk.this.next();
                    left = next.isPresent() ? left - 1 : 0;
                }
                return next.isPresent();
            }

            @Override
            public long nextLong() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                long index = next.getAsLong();
                next = OptionalLong.empty();
                return index;
            }
        };
    }
}
