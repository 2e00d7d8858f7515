package bitwright.sweep.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Points in the order of NSGA-II: by front, within a front the lonelier first (Deb et al. 2002, III-A and III-B). */
final class Ranking {
    /**
     * A point's place.
     *
     * @param front 0 for what nothing dominates, 1 for what only those dominate, …
     * @param crowding half the perimeter of the box that its neighbours leave it, infinite at the ends of a front
     */
    record Place(long point, int front, double crowding) {}

    private Ranking() {}

    /** Whether the first is nowhere worse than the second and somewhere better; smaller is better. */
    static boolean dominates(double[] first, double[] second) {
        boolean better = false;
        for (int i = 0; i < first.length; i++) {
            if (first[i] > second[i]) {
                return false;
            }
            better |= first[i] < second[i];
        }
        return better;
    }

    /** The points, best first; equal ones in the order of their indices. */
    static List<Place> of(long[] points, double[][] objectives) {
        int[] fronts = fronts(objectives);
        double[] crowding = new double[points.length];
        for (int front = 0; front <= Arrays.stream(fronts).max().orElse(-1); front++) {
            crowd(members(fronts, front), objectives, crowding);
        }
        var places = new ArrayList<Place>();
        for (int i = 0; i < points.length; i++) {
            places.add(new Place(points[i], fronts[i], crowding[i]));
        }
        places.sort(Comparator.comparingInt(Place::front)
                .thenComparing(Comparator.comparingDouble(Place::crowding).reversed())
                .thenComparingLong(Place::point));
        return places;
    }

    private static int[] fronts(double[][] objectives) {
        int[] fronts = new int[objectives.length];
        Arrays.fill(fronts, -1);
        int placed = 0;
        for (int front = 0; placed < fronts.length; front++) {
            boolean[] here = new boolean[fronts.length];
            for (int i = 0; i < fronts.length; i++) {
                here[i] = fronts[i] < 0;
                for (int j = 0; here[i] && j < fronts.length; j++) {
                    here[i] = fronts[j] >= 0 || !dominates(objectives[j], objectives[i]);
                }
            }
            for (int i = 0; i < fronts.length; i++) {
                if (here[i]) {
                    fronts[i] = front;
                    placed++;
                }
            }
        }
        return fronts;
    }

    private static List<Integer> members(int[] fronts, int front) {
        var members = new ArrayList<Integer>();
        for (int i = 0; i < fronts.length; i++) {
            if (fronts[i] == front) {
                members.add(i);
            }
        }
        return members;
    }

    private static void crowd(List<Integer> members, double[][] objectives, double[] crowding) {
        for (int o = 0; o < objectives[0].length; o++) {
            int objective = o;
            members.sort(Comparator.comparingDouble((Integer i) -> objectives[i][objective])
                    .thenComparingInt(i -> i));
            int first = members.get(0);
            int last = members.get(members.size() - 1);
            double span = objectives[last][o] - objectives[first][o];
            crowding[first] = Double.POSITIVE_INFINITY;
            crowding[last] = Double.POSITIVE_INFINITY;
            for (int i = 1; i + 1 < members.size() && span > 0 && span < Double.POSITIVE_INFINITY; i++) {
                double room = objectives[members.get(i + 1)][o] - objectives[members.get(i - 1)][o];
                crowding[members.get(i)] += room / span;
            }
        }
    }
}
