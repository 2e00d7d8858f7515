package bitwright.workload.gnn;

import bitwright.workload.WorkloadException;
import bitwright.workload.graph.Graph;
import bitwright.workload.graph.SplitMix64;
import java.util.Arrays;
import java.util.List;

/** Which node computes with which precision. Degrees are entries of a node's row. */
public sealed interface PrecisionAssignment {
    /** The precisions that nodes may have, at most 127; their places are what {@link #of} gives. */
    List<NodeArithmetic> arithmetics();

    /**
     * Each node's place in {@link #arithmetics()}.
     *
     * @param seed of the draws, where there are any
     */
    byte[] of(Graph graph, long seed);

    /** The assignment in a few words, for reports and hashes. */
    String describe();

    /** Every node the same. */
    record Uniform(NodeArithmetic arithmetic) implements PrecisionAssignment {
        @Override
        public List<NodeArithmetic> arithmetics() {
            return List.of(arithmetic);
        }

        @Override
        public byte[] of(Graph graph, long seed) {
            return new byte[graph.nodes()];
        }

        @Override
        public String describe() {
            return arithmetic.toString();
        }
    }

    /** What a node's chance of protection grows with. */
    enum Interpolation {
        /** Its degree over the largest: the rule of AMPLE's tool chain. */
        DEGREE,
        /** Its place among all nodes by degree, the least at 0 and the most at 1; equal degrees share the mean of their places. */
        RANK
    }

    /** Which of the two kinds of nodes gets the high precision. */
    enum Protection {
        /** The protected ones, as the papers have it. */
        PROTECTED_HIGH,
        /** The others: AMPLE's tool chain marks protected nodes for its low precision. */
        AMPLE_SDK
    }

    /**
     * Degree-Quant (Tailor, Fernandez-Marques and Lane, ICLR 2021): a node is protected with a probability between two, by
     * its degree. Node i takes draw i + 1 of the SplitMix64 stream of 1000 · seed + 9.
     *
     * @param high precision of protected nodes
     * @param low precision of the others
     * @param minProbability that of the least degree, 0 to 1
     * @param maxProbability that of the largest, minProbability to 1
     */
    record DegreeQuant(
            NodeArithmetic high,
            NodeArithmetic low,
            double minProbability,
            double maxProbability,
            Interpolation interpolation,
            Protection protection)
            implements PrecisionAssignment {
        public DegreeQuant {
            if (!(minProbability >= 0 && minProbability <= 1)) {
                throw new IllegalArgumentException("minProbability must be between 0 and 1, got " + minProbability);
            }
            if (!(maxProbability >= minProbability && maxProbability <= 1)) {
                throw new IllegalArgumentException("maxProbability must be between minProbability, " + minProbability
                        + ", and 1, got " + maxProbability);
            }
        }

        @Override
        public List<NodeArithmetic> arithmetics() {
            return List.of(low, high);
        }

        @Override
        public byte[] of(Graph graph, long seed) {
            double[] places = interpolation == Interpolation.DEGREE ? overLargest(graph) : ranks(graph);
            byte[] assigned = new byte[graph.nodes()];
            for (int node = 0; node < assigned.length; node++) {
                double chance = minProbability + (maxProbability - minProbability) * places[node];
                boolean isProtected = SplitMix64.unit(1000 * seed + 9, node + 1L) < chance;
                assigned[node] = (byte) (isProtected == (protection == Protection.PROTECTED_HIGH) ? 1 : 0);
            }
            return assigned;
        }

        private static double[] overLargest(Graph graph) {
            double largest = graph.maxDegree();
            double[] places = new double[graph.nodes()];
            for (int node = 0; node < places.length; node++) {
                places[node] = largest == 0 ? 0 : graph.degree(node) / largest;
            }
            return places;
        }

        private static double[] ranks(Graph graph) {
            int[] sorted = sortedDegrees(graph);
            double[] places = new double[graph.nodes()];
            for (int node = 0; node < places.length; node++) {
                int first = lowerBound(sorted, graph.degree(node));
                int end = lowerBound(sorted, graph.degree(node) + 1);
                places[node] = sorted.length == 1 ? 0 : (first + end - 1) / 2.0 / (sorted.length - 1);
            }
            return places;
        }

        @Override
        public String describe() {
            return high + " protected, " + low + " others, Degree-Quant " + minProbability + " to " + maxProbability
                    + " by " + (interpolation == Interpolation.DEGREE ? "degree" : "rank")
                    + (protection == Protection.AMPLE_SDK ? ", reversed as in AMPLE's SDK" : "");
        }
    }

    /**
     * The nodes of the largest degrees are protected: those whose degree is at least that at a place of the sorted list of
     * all degrees, ties included.
     *
     * @param quantile the place, 0 to 1: of n nodes, the one at ⌊quantile · (n − 1)⌋
     */
    record TopDegrees(NodeArithmetic high, NodeArithmetic low, double quantile) implements PrecisionAssignment {
        public TopDegrees {
            if (!(quantile >= 0 && quantile <= 1)) {
                throw new IllegalArgumentException("quantile must be between 0 and 1, got " + quantile);
            }
        }

        @Override
        public List<NodeArithmetic> arithmetics() {
            return List.of(low, high);
        }

        @Override
        public byte[] of(Graph graph, long seed) {
            byte[] assigned = new byte[graph.nodes()];
            if (assigned.length > 0) {
                int from = sortedDegrees(graph)[(int) Math.floor(quantile * (graph.nodes() - 1))];
                for (int node = 0; node < assigned.length; node++) {
                    assigned[node] = (byte) (graph.degree(node) >= from ? 1 : 0);
                }
            }
            return assigned;
        }

        @Override
        public String describe() {
            return high + " from the " + quantile + " quantile of degrees, " + low + " below";
        }
    }

    /** One class of nodes, by degree. */
    record DegreeClass(int fromDegree, NodeArithmetic arithmetic) {}

    /**
     * As many precisions as there are classes.
     *
     * @param classes by rising degree, the first from 0
     */
    record ByDegree(List<DegreeClass> classes) implements PrecisionAssignment {
        public ByDegree {
            classes = List.copyOf(classes);
            if (classes.isEmpty() || classes.size() > Byte.MAX_VALUE) {
                throw new IllegalArgumentException("classes must be 1 to 127 in number, got " + classes.size());
            }
            for (int i = 0; i < classes.size(); i++) {
                int from = classes.get(i).fromDegree();
                if (i == 0 ? from != 0 : from <= classes.get(i - 1).fromDegree()) {
                    throw new IllegalArgumentException("classes must have rising degrees, the first from 0, got " + from
                            + " as number " + (i + 1));
                }
            }
        }

        @Override
        public List<NodeArithmetic> arithmetics() {
            return classes.stream().map(DegreeClass::arithmetic).toList();
        }

        @Override
        public byte[] of(Graph graph, long seed) {
            byte[] assigned = new byte[graph.nodes()];
            for (int node = 0; node < assigned.length; node++) {
                byte place = 0;
                while (place + 1 < classes.size() && classes.get(place + 1).fromDegree() <= graph.degree(node)) {
                    place++;
                }
                assigned[node] = place;
            }
            return assigned;
        }

        @Override
        public String describe() {
            var text = new StringBuilder();
            for (DegreeClass one : classes) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(one.arithmetic())
                        .append(" from degree ")
                        .append(one.fromDegree());
            }
            return text.toString();
        }
    }

    /** A given place a node. */
    record Given(List<NodeArithmetic> arithmetics, byte[] places, String describe) implements PrecisionAssignment {
        public Given {
            arithmetics = List.copyOf(arithmetics);
        }

        @Override
        public byte[] of(Graph graph, long seed) {
            if (places.length != graph.nodes()) {
                throw new WorkloadException(graph.name() + ": precisions must be given for each of " + graph.nodes()
                        + " nodes, got " + places.length);
            }
            return places.clone();
        }
    }

    private static int[] sortedDegrees(Graph graph) {
        int[] degrees = new int[graph.nodes()];
        for (int node = 0; node < degrees.length; node++) {
            degrees[node] = graph.degree(node);
        }
        Arrays.sort(degrees);
        return degrees;
    }

    /** How many entries are below a degree. */
    private static int lowerBound(int[] sorted, int degree) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < degree) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
