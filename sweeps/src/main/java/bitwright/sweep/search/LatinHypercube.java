package bitwright.sweep.search;

import bitwright.config.Sweep;
import java.util.LinkedHashSet;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Points that take every value of every axis about equally often (McKay, Beckman and Conover, Technometrics 1979): a
 * sample is cut into as many strata as points along each axis, and each stratum is met once. Points that conditions
 * exclude, or that fall together because an axis has few values, are replaced from further samples.
 */
final class LatinHypercube {
    /** Samples drawn before the rest is filled up by chance. */
    private static final int SAMPLES = 50;

    private final Sweep sweep;
    private final int budget;
    private final long seed;

    LatinHypercube(Sweep sweep, int budget, long seed) {
        this.sweep = sweep;
        this.budget = budget;
        this.seed = seed;
    }

    PrimitiveIterator.OfLong points() {
        var random = new SplittableRandom(seed);
        Set<Long> points = new LinkedHashSet<>();
        int samples = sweep.gridSize() <= budget ? 0 : SAMPLES;
        for (int sample = 0; sample < samples && points.size() < budget; sample++) {
            for (long index : sample(random)) {
                if (points.size() < budget && sweep.meetsConditions(sweep.point(index))) {
                    points.add(index);
                }
            }
        }
        var walk = new RandomWalk(sweep, seed);
        for (var next = walk.next(); next.isPresent() && points.size() < budget; next = walk.next()) {
            points.add(next.getAsLong());
        }
        return points.stream().mapToLong(Long::longValue).iterator();
    }

    private long[] sample(SplittableRandom random) {
        int[] shape = sweep.shape();
        int[][] levels = new int[budget][shape.length];
        for (int axis = 0; axis < shape.length; axis++) {
            int[] strata = shuffled(random);
            for (int i = 0; i < budget; i++) {
                levels[i][axis] = (int) ((strata[i] + random.nextDouble()) / budget * shape[axis]);
            }
        }
        long[] points = new long[budget];
        for (int i = 0; i < budget; i++) {
            points[i] = sweep.index(levels[i]);
        }
        return points;
    }

    private int[] shuffled(SplittableRandom random) {
        int[] order = new int[budget];
        for (int i = 0; i < budget; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
