package bitwright.workload.graph;

import bitwright.workload.WorkloadException;

/**
 * A graph whose degrees follow P(d) ∝ d^−α between two bounds, α being solved for the mean. The degrees are the
 * distribution's quantiles, not draws: the mean is met to one edge, one node has the largest degree, and only who has which
 * degree and who is joined to whom is random.
 *
 * @param nodes 1 to 2^28
 * @param meanDegree over all nodes
 * @param maxDegree the largest degree, below the number of nodes
 * @param minDegree the least degree of a node that is not isolated, at least 1
 * @param isolated nodes without edges, fewer than all
 */
public record PowerLaw(int nodes, double meanDegree, int maxDegree, int minDegree, int isolated)
        implements GraphGenerator {
    private static final int HALVINGS = 80;
    private static final double STEEPEST = 60;

    public PowerLaw {
        Limits.nodes(nodes);
        if (isolated < 0 || isolated >= nodes) {
            throw new IllegalArgumentException(
                    "isolated must be between 0 and nodes - 1, " + (nodes - 1) + ", got " + isolated);
        }
        int joined = nodes - isolated;
        if (maxDegree < 1 || maxDegree >= joined) {
            throw new IllegalArgumentException("maxDegree must be between 1 and " + (joined - 1)
                    + ", one less than there are nodes with edges, got " + maxDegree);
        }
        if (minDegree < 1 || minDegree > maxDegree) {
            throw new IllegalArgumentException(
                    "minDegree must be between 1 and maxDegree, " + maxDegree + ", got " + minDegree);
        }
        double least = (minDegree * (joined - 1.0) + maxDegree) / nodes;
        double most = (double) maxDegree * joined / nodes;
        Limits.meanDegree(nodes, meanDegree, least, most);
    }

    @Override
    public String describe() {
        return "power law of " + nodes + " nodes, mean degree " + meanDegree + ", degrees " + minDegree + " to "
                + maxDegree + (isolated > 0 ? ", " + isolated + " isolated" : "");
    }

    @Override
    public Graph generate(String name, long seed) {
        var draws = new Draws(seed);
        int[] degrees = degrees(draws);
        draws.shuffle(degrees);
        return DegreeSequence.join(name, degrees, draws);
    }

    /** The exponent at which the distribution has the mean, α; negative where large degrees are the likelier ones. */
    public double exponent() {
        double mean = nodes * meanDegree / (nodes - isolated);
        double low = -STEEPEST;
        double high = STEEPEST;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (mean(middle) > mean) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    private double mean(double exponent) {
        double weights = 0;
        double sum = 0;
        for (int degree = minDegree; degree <= maxDegree; degree++) {
            double weight = weight(exponent, degree);
            weights += weight;
            sum += weight * degree;
        }
        return sum / weights;
    }

    /** Relative to the likeliest end, so that steep laws do not overflow. */
    private double weight(double exponent, int degree) {
        double end = exponent > 0 ? minDegree : maxDegree;
        return StrictMath.exp(-exponent * StrictMath.log(degree / end));
    }

    /** Rising degrees whose sum is the even number next to nodes · meanDegree. */
    private int[] degrees(Draws draws) {
        int[] degrees = new int[nodes];
        int joined = nodes - isolated;
        double exponent = exponent();
        double weights = 0;
        for (int degree = minDegree; degree <= maxDegree; degree++) {
            weights += weight(exponent, degree);
        }
        long sum = 0;
        int degree = minDegree;
        double below = weight(exponent, degree) / weights;
        for (int i = 0; i < joined; i++) {
            while (below < (i + 0.5) / joined && degree < maxDegree) {
                degree++;
                below += weight(exponent, degree) / weights;
            }
            degrees[isolated + i] = degree;
            sum += degree;
        }
        sum += maxDegree - degrees[nodes - 1];
        degrees[nodes - 1] = maxDegree;
        correct(degrees, 2 * Math.round(nodes * meanDegree / 2) - sum, draws);
        return degrees;
    }

    /** Moves random nodes, but not the largest, by one until the sum is right. */
    private void correct(int[] degrees, long missing, Draws draws) {
        int step = missing > 0 ? 1 : -1;
        int others = nodes - isolated - 1;
        long left = Math.abs(missing);
        while (left > 0) {
            long before = left;
            for (int tries = 0; tries < others && left > 0; tries++) {
                int node = isolated + draws.below(others);
                int moved = degrees[node] + step;
                if (moved >= minDegree && moved <= maxDegree) {
                    degrees[node] = moved;
                    left--;
                }
            }
            if (left == before && !anyMoves(degrees, step)) {
                throw new WorkloadException("no even number of edges has a mean degree of " + meanDegree
                        + " with degrees " + minDegree + " to " + maxDegree);
            }
        }
    }

    private boolean anyMoves(int[] degrees, int step) {
        for (int node = isolated; node < nodes - 1; node++) {
            if (degrees[node] + step >= minDegree && degrees[node] + step <= maxDegree) {
                return true;
            }
        }
        return false;
    }
}
