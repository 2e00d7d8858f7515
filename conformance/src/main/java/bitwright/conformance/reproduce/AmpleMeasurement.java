package bitwright.conformance.reproduce;

import bitwright.accel.gnn.Ample;
import bitwright.accel.gnn.MessageLists;
import bitwright.config.ConfigReader;
import bitwright.config.Library;
import bitwright.config.Setting;
import bitwright.sim.memory.IdealMemory;
import bitwright.workload.graph.Graph;
import bitwright.workload.graph.GraphPreset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * AMPLE's Table I: one layer from 64 to 64 features on six graphs. As its tool chain has it, a node sums its neighbours alone,
 * and nodes without neighbours are not run. Graphs are made with the degrees of the real ones where these are known.
 */
final class AmpleMeasurement implements Measurement {
    private static final int FEATURES = 64;
    private static final int BITS = 32;
    private static final double MEGAHERTZ = 200;
    private static final long SEED = 1;
    private static final String DESIGN = "ample-table1";

    /** As the paper prints them, in milliseconds. */
    private static final Map<GraphPreset, Double> PUBLISHED = new EnumMap<>(Map.of(
            GraphPreset.CORA, 0.246,
            GraphPreset.CITESEER, 0.294,
            GraphPreset.PUBMED, 1.617));

    @Override
    public Map<String, Double> measure(int threads) {
        return measure(List.of(GraphPreset.values()));
    }

    /** The figures of some of the graphs. */
    static Map<String, Double> measure(List<GraphPreset> presets) {
        Ample machine = design(DESIGN);
        var figures = new HashMap<String, Double>();
        for (GraphPreset preset : presets) {
            figures.put(preset.label(), milliseconds(machine, graph(preset)));
        }
        return figures;
    }

    /** The parameters that the paper does not give, one set after the other, and scheduling by batches. */
    @Override
    public List<FigureRow> sensitivity(int threads) {
        var rows = new ArrayList<FigureRow>();
        var graphs = new EnumMap<GraphPreset, Graph>(GraphPreset.class);
        PUBLISHED.keySet().forEach(preset -> graphs.put(preset, graph(preset)));
        for (int nodeslots : new int[] {64, 256}) {
            for (int latency : new int[] {1, 10, 30, 60}) {
                for (int waitCount : new int[] {1, 4, 16, 64}) {
                    Ample machine = design(
                            DESIGN, "nodeslots=" + nodeslots, "hbm.latencyCycles=" + latency, "waitCount=" + waitCount);
                    graphs.forEach((preset, graph) -> rows.add(new FigureRow(
                            preset.label() + ", " + nodeslots + " nodeslots, L " + latency + ", wait count " + waitCount
                                    + ", ms",
                            OptionalDouble.of(PUBLISHED.get(preset)),
                            OptionalDouble.of(milliseconds(machine, graph)),
                            "the same constant as above",
                            "AMPLE, Table I (read)")));
                }
            }
        }
        graphs.put(GraphPreset.FLICKR, graph(GraphPreset.FLICKR));
        leftOut(rows, graphs.get(GraphPreset.FLICKR));
        graphs.remove(GraphPreset.CITESEER);
        for (int latency : new int[] {1, 30}) {
            graphs.forEach((preset, graph) -> {
                rows.add(overBatches(preset, graph, latency, 128));
                rows.add(overBatches(preset, graph, latency, 256));
            });
        }
        return rows;
    }

    /** Flickr without the nodes that the published tools leave out. */
    private static void leftOut(List<FigureRow> rows, Graph graph) {
        rows.add(new FigureRow(
                "flickr without nodes of more than 256 neighbours, ms",
                OptionalDouble.of(7.227),
                OptionalDouble.of(milliseconds(design(DESIGN, "fetchTags.partialResponse=head"), graph)),
                "which nodes the published run left out is not told",
                "AMPLE, Table I (read)"));
    }

    private static FigureRow overBatches(GraphPreset preset, Graph graph, int latency, int nodeslots) {
        String setting = "hbm.latencyCycles=" + latency;
        double batches = milliseconds(design("ample-double-buffered", setting), graph);
        double events =
                milliseconds(design("ample", setting, "hbm.mapping=interleaved", "nodeslots=" + nodeslots), graph);
        return new FigureRow(
                preset.label() + ", speed-up of events on " + nodeslots + " nodeslots over batches on 128, L "
                        + latency,
                OptionalDouble.empty(),
                OptionalDouble.of(batches / events),
                "the same units; batches of 64 take turns in two halves; tags spread over all banks in both",
                "measured (not given)");
    }

    private static double milliseconds(Ample machine, Graph graph) {
        var time = machine.time(MessageLists.rows(graph), FEATURES, FEATURES, BITS, new IdealMemory("dram.hbm2"));
        return time.cycles().total() / (MEGAHERTZ * 1000);
    }

    private static Graph graph(GraphPreset preset) {
        return preset.generator(OptionalInt.empty()).generate(preset.label(), SEED);
    }

    private static Ample design(String name, String... settings) {
        var file = Library.builtIn().path(Library.Kind.DESIGNS, name);
        var parsed = Arrays.stream(settings).map(Setting::parse).toList();
        return (Ample) ConfigReader.builtIn().design(file, parsed, List.of()).machine();
    }
}
