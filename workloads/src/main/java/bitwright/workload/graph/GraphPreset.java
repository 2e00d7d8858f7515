package bitwright.workload.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Random graphs with the size and the degrees of well-known ones. Those of the three citation networks have exactly their
 * degrees; of the others only nodes and edges are published, so that a power law with an assumed largest degree stands for
 * them.
 */
public enum GraphPreset {
    /** 2,708 nodes, 10,556 directed edges, degrees 1 to 168. */
    CORA(2_708, 10_556, 1_433, 7),
    /** 3,327 nodes, 9,104 directed edges, degrees 0 to 99; 48 isolated. */
    CITESEER(3_327, 9_104, 3_703, 6),
    /** 19,717 nodes, 88,648 directed edges, degrees 1 to 171. */
    PUBMED(19_717, 88_648, 500, 3),
    /** 89,250 nodes, 899,756 directed edges (documentation of PyTorch Geometric); largest degree assumed. */
    FLICKR(89_250, 899_756, 500, 7),
    /** Reddit2: 232,965 nodes, 23,213,838 directed edges (documentation of PyTorch Geometric); largest degree assumed. */
    REDDIT(232_965, 23_213_838, 602, 41),
    /** 716,847 nodes, 13,954,819 directed edges, one of them left out for symmetry; largest degree assumed. */
    YELP(716_847, 13_954_819, 300, 100);

    /** What stands for largest degrees that are not published. */
    public static final int ASSUMED_MAX_DEGREE = 2_000;

    private final int nodes;
    private final int edges;
    private final int features;
    private final int classes;

    GraphPreset(int nodes, int edges, int features, int classes) {
        this.nodes = nodes;
        this.edges = edges;
        this.features = features;
        this.classes = classes;
    }

    /** As it is written: lower-case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The preset of a name. */
    public static GraphPreset of(String label) {
        return Arrays.stream(values())
                .filter(preset -> preset.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be one of "
                        + Arrays.stream(values()).map(GraphPreset::label).collect(Collectors.joining(", "))
                        + ", got '" + label + "'"));
    }

    public int nodes() {
        return nodes;
    }

    /** Directed edges of the graph that it stands for. */
    public int edges() {
        return edges;
    }

    /** Features a node of the graph that it stands for. */
    public int features() {
        return features;
    }

    public int classes() {
        return classes;
    }

    /** Whether each degree is the graph's own, rather than a power law's. */
    public boolean hasItsOwnDegrees() {
        return this == CORA || this == CITESEER || this == PUBMED;
    }

    /**
     * What makes its graphs.
     *
     * @param maxDegree in place of {@link #ASSUMED_MAX_DEGREE}
     * @throws IllegalArgumentException if the preset has degrees of its own and needs no assumption
     */
    public GraphGenerator generator(OptionalInt maxDegree) {
        if (!hasItsOwnDegrees()) {
            int most = maxDegree.orElse(ASSUMED_MAX_DEGREE);
            return new PowerLaw(nodes, (double) (edges & ~1) / nodes, most, 1, 0);
        }
        if (maxDegree.isPresent()) {
            throw new IllegalArgumentException("maxDegree must be left out, the degrees of " + label()
                    + " are known; got " + maxDegree.getAsInt());
        }
        return new DegreeSequence(label(), nodesOfDegree());
    }

    private List<Integer> nodesOfDegree() {
        List<Integer> counts = new ArrayList<>();
        for (String entry : histogram().split(" ")) {
            String[] pair = entry.split(":");
            int degree = Integer.parseInt(pair[0]);
            while (counts.size() < degree) {
                counts.add(0);
            }
            counts.add(Integer.parseInt(pair[1]));
        }
        return counts;
    }

    /** Nodes by degree, counted on the raw files of Planetoid (tkipf/gcn 39a4089), duplicates and self loops removed. */
    private String histogram() {
        return switch (this) {
            case CORA -> """
                1:485 2:583 3:553 4:389 5:281 6:131 7:82 8:57 9:25 10:26 11:14 12:18 13:5 14:6 15:6 16:7 17:8 \
                18:3 19:5 21:3 22:1 23:3 26:1 29:1 30:2 31:1 32:2 33:1 34:1 36:1 40:1 42:1 44:1 65:1 74:1 78:1 \
                168:1\
                """;
            case CITESEER -> """
                0:48 1:1331 2:795 3:438 4:237 5:139 6:110 7:61 8:33 9:24 10:30 11:19 12:17 13:4 14:3 15:9 16:7 \
                17:4 18:2 19:2 20:1 21:2 22:1 23:2 27:1 28:1 29:1 30:1 34:1 35:1 51:1 99:1\
                """;
            case PUBMED -> """
                1:9094 2:3357 3:1584 4:914 5:642 6:491 7:423 8:316 9:303 10:265 11:229 12:227 13:193 14:192 \
                15:167 16:135 17:133 18:117 19:98 20:74 21:77 22:72 23:68 24:62 25:31 26:35 27:23 28:31 29:33 \
                30:39 31:24 32:18 33:20 34:16 35:19 36:20 37:15 38:11 39:10 40:12 41:12 42:10 43:1 44:5 45:7 \
                46:10 47:5 48:3 49:2 50:7 51:4 52:4 53:3 54:2 55:3 56:3 57:3 58:4 59:4 60:2 61:2 62:2 63:1 64:1 \
                66:2 67:3 68:1 69:1 72:2 73:2 74:3 75:2 77:2 80:1 83:1 88:1 121:1 125:1 130:1 131:1 154:1 171:1\
                """;
            default -> throw new IllegalStateException(label() + " has no degrees of its own");
        };
    }
}
