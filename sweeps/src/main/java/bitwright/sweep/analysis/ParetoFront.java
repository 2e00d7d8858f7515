package bitwright.sweep.analysis;

import java.util.ArrayList;
import java.util.List;

/**
 * The points that no other is better than in every objective, kept while points come by. Equal ones are all kept.
 *
 * @param <P> what a point is
 */
public final class ParetoFront<P> {
    private record Member<P>(P point, double[] objectives) {}

    private final List<Member<P>> members = new ArrayList<>();

    /** Shows it a point; of objectives, smaller is better, and one that is not a number keeps the point out. */
    public void offer(P point, double[] objectives) {
        for (double value : objectives) {
            if (Double.isNaN(value)) {
                return;
            }
        }
        for (Member<P> member : members) {
            if (dominates(member.objectives, objectives)) {
                return;
            }
        }
        members.removeIf(member -> dominates(objectives, member.objectives));
        members.add(new Member<>(point, objectives));
    }

    private static boolean dominates(double[] first, double[] second) {
        boolean better = false;
        for (int i = 0; i < first.length; i++) {
            if (first[i] > second[i]) {
                return false;
            }
            better |= first[i] < second[i];
        }
        return better;
    }

    /** Its points in the order in which they were offered. */
    public List<P> points() {
        return members.stream().map(Member::point).toList();
    }
}
