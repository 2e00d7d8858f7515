package bitwright.workload.quantise.mixed;

import bitwright.workload.WorkloadException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The cheapest choice where layers cost nothing to one another (the integer program of HAWQ-V3: Yao et al., arXiv
 * 2011.10680, with the loss that each option was measured to cost in place of the Hessian's estimate). Exact: layer by
 * layer, the choices that no other beats in both size and cost.
 */
public final class DiagonalSearch {
    private static final int MOST_STATES = 1 << 20;

    /** A choice for the first layers. */
    private record State(long size, double cost, State before, int option) {}

    private DiagonalSearch() {}

    /** The cheapest choice of at most a size; only the diagonal counts. */
    public static Choice minimise(Costs costs, long budget) {
        if (costs.least() > budget) {
            throw new WorkloadException(
                    "no choice fits the budget of " + budget + " bits; the smallest needs " + costs.least());
        }
        List<State> states = List.of(new State(0, 0, null, 0));
        for (int i = 0; i < costs.layers(); i++) {
            List<State> next = new ArrayList<>();
            for (State state : states) {
                for (int c = 0; c < costs.options(); c++) {
                    int at = costs.at(i, c);
                    long size = state.size() + costs.sizes()[i][c];
                    if (size <= budget) {
                        next.add(new State(size, state.cost() + costs.omega()[at][at], state, c));
                    }
                }
            }
            states = undominated(next);
            if (states.size() > MOST_STATES) {
                throw new WorkloadException("more than " + MOST_STATES
                        + " choices of the first layers are worth keeping; give fewer widths");
            }
        }
        State best = states.get(0);
        for (State state : states) {
            best = state.cost() < best.cost() ? state : best;
        }
        int[] options = new int[costs.layers()];
        State at = best;
        for (int i = options.length - 1; i >= 0; i--) {
            options[i] = at.option();
            at = at.before();
        }
        return new Choice(options, best.cost(), true);
    }

    private static List<State> undominated(List<State> states) {
        states.sort(Comparator.comparingLong(State::size).thenComparingDouble(State::cost));
        List<State> kept = new ArrayList<>();
        double least = Double.POSITIVE_INFINITY;
        for (State state : states) {
            if (state.cost() < least) {
                kept.add(state);
                least = state.cost();
            }
        }
        return kept;
    }
}
