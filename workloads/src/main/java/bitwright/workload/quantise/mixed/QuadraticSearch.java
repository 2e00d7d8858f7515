package bitwright.workload.quantise.mixed;

/**
 * The cheapest choice with what layers cost one another, by branch and bound. A branch's bound adds, for each open layer,
 * the least of its own cost, its cost with the layers that are chosen, and the least that it can cost with each open one,
 * the budget priced by a multiplier. Ω need not be positive semidefinite, as a solver of relaxations would have it:
 * CLADO (Deng et al., arXiv 2307.05657) projects it, here nothing is.
 */
public final class QuadraticSearch {
    private static final long MOST_NODES = 30_000_000;

    private final Costs costs;
    private final long budget;
    /** The least that an open layer's option costs with the layers from a depth on, but itself. */
    private final double[][][] open;
    /** The smallest size of the layers from a depth on. */
    private final long[] leastSize;

    private double multiplier;
    private final int[] chosen;
    private int[] best;
    private double least;
    private long nodes;

    private QuadraticSearch(Costs costs, long budget, int[] start) {
        this.costs = costs;
        this.budget = budget;
        int layers = costs.layers();
        chosen = new int[layers];
        best = start.clone();
        least = costs.of(start);
        open = new double[layers + 1][layers][costs.options()];
        leastSize = new long[layers + 1];
        for (int depth = layers - 1; depth >= 0; depth--) {
            long smallest = Long.MAX_VALUE;
            for (long size : costs.sizes()[depth]) {
                smallest = Math.min(smallest, size);
            }
            leastSize[depth] = leastSize[depth + 1] + smallest;
            for (int i = depth; i < layers; i++) {
                for (int c = 0; c < costs.options(); c++) {
                    open[depth][i][c] = depth < i ? open[depth + 1][i][c] + with(i, c, depth) : 0;
                    if (depth == i) {
                        for (int j = i + 1; j < layers; j++) {
                            open[depth][i][c] += with(i, c, j);
                        }
                    }
                }
            }
        }
    }

    private double with(int layer, int option, int other) {
        double smallest = Double.POSITIVE_INFINITY;
        for (int d = 0; d < costs.options(); d++) {
            smallest = Math.min(smallest, costs.omega()[costs.at(layer, option)][costs.at(other, d)]);
        }
        return smallest;
    }

    /**
     * The cheapest choice of at most a size. The search starts from the better of the diagonal's choice and of that
     * improved by changing one or two layers at a time; where it gives up, the best so far is handed out unproven, which
     * is never worse than the diagonal's.
     */
    public static Choice minimise(Costs costs, long budget) {
        int[] start = DiagonalSearch.minimise(costs, budget).options();
        var search = new QuadraticSearch(costs, budget, start);
        search.improve();
        search.price();
        search.branch(0, 0, 0);
        return new Choice(search.best, costs.of(search.best), search.nodes < MOST_NODES);
    }

    /** Changes one or two layers as long as that helps. */
    private void improve() {
        int[] now = best.clone();
        boolean better = true;
        while (better) {
            better = false;
            for (int i = 0; i < now.length; i++) {
                for (int j = i; j < now.length; j++) {
                    for (int c = 0; c < costs.options(); c++) {
                        for (int d = 0; d < costs.options(); d++) {
                            int[] other = now.clone();
                            other[i] = c;
                            other[j] = d;
                            double cost = costs.of(other);
                            if (costs.size(other) <= budget && cost < least) {
                                least = cost;
                                best = other;
                                better = true;
                            }
                        }
                    }
                }
            }
            now = best.clone();
        }
    }

    /** The budget's price that makes the bound of the whole search largest, by halving steps. */
    private void price() {
        double cost = 0;
        for (double[] row : costs.omega()) {
            for (double value : row) {
                cost += Math.abs(value);
            }
        }
        double step = cost / Math.max(1, budget);
        double found = bound(0, 0, 0);
        for (int turn = 0; turn < 60; turn++) {
            double before = multiplier;
            boolean moved = false;
            for (double candidate : new double[] {before + step, Math.max(0, before - step)}) {
                multiplier = candidate;
                double value = bound(0, 0, 0);
                if (value > found) {
                    found = value;
                    before = candidate;
                    moved = true;
                }
            }
            multiplier = before;
            step = moved ? step : step / 2;
        }
    }

    /** What no choice below this branch undercuts. */
    private double bound(int depth, double cost, long size) {
        double bound = cost - multiplier * (budget - size);
        for (int i = depth; i < chosen.length; i++) {
            double smallest = Double.POSITIVE_INFINITY;
            for (int c = 0; c < costs.options(); c++) {
                smallest =
                        Math.min(smallest, added(depth, i, c) + open[depth][i][c] + multiplier * costs.sizes()[i][c]);
            }
            bound += smallest;
        }
        return bound;
    }

    /** What an option costs by itself and with the layers before a depth. */
    private double added(int depth, int layer, int option) {
        double[] row = costs.omega()[costs.at(layer, option)];
        double sum = row[costs.at(layer, option)];
        for (int j = 0; j < depth; j++) {
            sum += 2 * row[costs.at(j, chosen[j])];
        }
        return sum;
    }

    private void branch(int depth, double cost, long size) {
        if (++nodes >= MOST_NODES) {
            return;
        }
        if (depth == chosen.length) {
            if (cost < least) {
                least = cost;
                best = chosen.clone();
            }
            return;
        }
        if (bound(depth, cost, size) >= least) {
            return;
        }
        for (int c = 0; c < costs.options(); c++) {
            long with = size + costs.sizes()[depth][c];
            if (with + leastSize[depth + 1] <= budget) {
                double next = cost + added(depth, depth, c);
                chosen[depth] = c;
                branch(depth + 1, next, with);
            }
        }
    }
}
