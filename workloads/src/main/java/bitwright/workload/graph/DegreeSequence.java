package bitwright.workload.graph;

import bitwright.workload.WorkloadException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * A simple graph in which each degree occurs as often as told: edge ends are joined at random, then self loops and duplicate
 * edges are exchanged with random others until there are none (the configuration model with switches). Where that comes to no
 * end, as with a hub that is joined to nearly all, the largest degrees are joined to the next largest (Havel and Hakimi), which
 * finds a graph if there is one, and then random edges are switched.
 *
 * @param title what the degrees are of
 * @param nodesOfDegree how many nodes have each degree, by degree from 0; the sum of all degrees must be even
 */
public record DegreeSequence(String title, List<Integer> nodesOfDegree) implements GraphGenerator {
    /** Switches that are tried for each bad edge before the graph is made the other way. */
    private static final int TRIES = 200;

    /** Switches of an edge when it is, and most in all. */
    private static final int SWITCHES = 10;

    private static final int MOST_SWITCHES = 5_000_000;

    public DegreeSequence {
        nodesOfDegree = List.copyOf(nodesOfDegree);
        long sum = 0;
        long count = 0;
        for (int degree = 0; degree < nodesOfDegree.size(); degree++) {
            if (nodesOfDegree.get(degree) < 0) {
                throw new IllegalArgumentException(
                        "nodesOfDegree must not be negative, got " + nodesOfDegree.get(degree) + " at " + degree);
            }
            count += nodesOfDegree.get(degree);
            sum += (long) degree * nodesOfDegree.get(degree);
        }
        Limits.nodes((int) Math.min(count, Integer.MAX_VALUE));
        if (sum % 2 != 0) {
            throw new IllegalArgumentException("nodesOfDegree must have an even sum of degrees, got " + sum);
        }
    }

    @Override
    public String describe() {
        return "random graph with the degrees of " + title;
    }

    @Override
    public Graph generate(String name, long seed) {
        int nodes = nodesOfDegree.stream().mapToInt(Integer::intValue).sum();
        int[] degrees = new int[nodes];
        int next = 0;
        for (int degree = 0; degree < nodesOfDegree.size(); degree++) {
            int end = next + nodesOfDegree.get(degree);
            Arrays.fill(degrees, next, end, degree);
            next = end;
        }
        var draws = new Draws(seed);
        draws.shuffle(degrees);
        return join(name, degrees, draws);
    }

    /** A random simple graph in which node i has degrees[i] edges; the sum of degrees must be even. */
    static Graph join(String name, int[] degrees, Draws draws) {
        long total = Arrays.stream(degrees).asLongStream().sum();
        int[] ends = new int[Math.toIntExact(total)];
        int next = 0;
        for (int node = 0; node < degrees.length; node++) {
            Arrays.fill(ends, next, next + degrees[node], node);
            next += degrees[node];
        }
        draws.shuffle(ends);
        long[] edges = new long[ends.length / 2];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = edge(ends[2 * i], ends[2 * i + 1]);
        }
        Arrays.sort(edges);
        if (!new Switches(edges, draws).repair()) {
            joinLargest(name, degrees, edges);
            Arrays.sort(edges);
            new Switches(edges, draws).shuffle();
        }
        var builder = new GraphBuilder(edges.length);
        for (long edge : edges) {
            builder.add(from(edge), to(edge));
        }
        return builder.build(name, degrees.length, new EdgeRules(true, false, false));
    }

    /** Joins the node with most edges left to those with the next most, over and over. */
    private static void joinLargest(String name, int[] degrees, long[] edges) {
        var left = new PriorityQueue<Long>(Comparator.reverseOrder()); // edges left, then the node
        for (int node = 0; node < degrees.length; node++) {
            if (degrees[node] > 0) {
                left.add((long) degrees[node] << 32 | node);
            }
        }
        int made = 0;
        var joined = new ArrayList<Long>();
        while (!left.isEmpty()) {
            long most = left.poll();
            int others = (int) (most >> 32);
            if (others > left.size()) {
                throw new WorkloadException(
                        name + ": no simple graph has these degrees; the largest ones must be smaller");
            }
            joined.clear();
            for (int i = 0; i < others; i++) {
                long next = left.poll();
                edges[made++] = edge((int) most, (int) next);
                joined.add(next - (1L << 32));
            }
            joined.stream().filter(one -> one >> 32 > 0).forEach(left::add);
        }
    }

    private static long edge(int a, int b) {
        return (long) Math.min(a, b) << 32 | Math.max(a, b);
    }

    private static int from(long edge) {
        return (int) (edge >> 32);
    }

    private static int to(long edge) {
        return (int) edge;
    }

    /** Exchanges the ends of edges. */
    private static final class Switches {
        private final long[] edges;
        private final long[] sorted;
        private final Draws draws;
        private final BitSet bad = new BitSet();
        /** What has changed against the sorted edges. */
        private final Set<Long> added = new HashSet<>();

        private final Set<Long> removed = new HashSet<>();

        /** @param edges in rising order; changed in place */
        Switches(long[] edges, Draws draws) {
            this.edges = edges;
            this.draws = draws;
            for (int i = 0; i < edges.length; i++) {
                if (from(edges[i]) == to(edges[i]) || i > 0 && edges[i] == edges[i - 1]) {
                    bad.set(i);
                }
            }
            this.sorted = edges.clone();
        }

        /** Exchanges bad edges with random good ones; false if some are left after many tries. */
        boolean repair() {
            List<Integer> work = new ArrayList<>();
            bad.stream().forEach(work::add);
            long budget = 10_000L + (long) TRIES * work.size();
            while (!work.isEmpty() && budget-- > 0) {
                int one = work.get(work.size() - 1);
                int other = draws.below(edges.length);
                boolean crossed = draws.below(2) == 1;
                if (!bad.get(other) && exchange(one, other, crossed)) {
                    bad.clear(one);
                    work.remove(work.size() - 1);
                }
            }
            return work.isEmpty();
        }

        /** Exchanges random edges, none of them bad. */
        void shuffle() {
            long tries = Math.min((long) SWITCHES * edges.length, MOST_SWITCHES);
            for (long i = 0; i < tries; i++) {
                int one = draws.below(edges.length);
                int other = draws.below(edges.length);
                exchange(one, other, draws.below(2) == 1);
            }
        }

        private boolean exchange(int one, int other, boolean crossed) {
            int a = from(edges[one]);
            int b = to(edges[one]);
            int c = crossed ? to(edges[other]) : from(edges[other]);
            int d = crossed ? from(edges[other]) : to(edges[other]);
            long first = edge(a, c);
            long second = edge(b, d);
            if (a == c || b == d || first == second || exists(first) || exists(second)) {
                return false;
            }
            if (!bad.get(one)) { // a bad edge is a loop, or has a twin that stays
                remove(edges[one]);
            }
            remove(edges[other]);
            add(first);
            add(second);
            edges[one] = first;
            edges[other] = second;
            return true;
        }

        private boolean exists(long edge) {
            return added.contains(edge) || Arrays.binarySearch(sorted, edge) >= 0 && !removed.contains(edge);
        }

        private void remove(long edge) {
            if (!added.remove(edge)) {
                removed.add(edge);
            }
        }

        private void add(long edge) {
            if (!removed.remove(edge)) {
                added.add(edge);
            }
        }
    }
}
