package bitwright.report;

import bitwright.report.Section.Entry;
import bitwright.sim.result.LayerResult;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The part of a comparison's page that answers: another baseline, another workload. It shows itself only where scripts
 * run; the still tables and charts below it say the same for the baseline that the page was made with.
 */
final class Explorer {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Explorer() {}

    /** Adds the controls and the places that they draw into. */
    static void add(Page page) {
        page.element("<section id=\"explorer\" hidden>\n<h2>Explore</h2>");
        page.element("<div id=\"controls\" class=\"controls\"></div>");
        page.element("<div id=\"speed-table\"></div>");
        page.figure("speed", "Speed-up over the baseline, by workload and as geometric mean", "");
        page.figure("layers", "Speed-up over the baseline, layer by layer", "");
        page.figure("energy", "Energy by component, in pJ", "");
        page.element("</section>");
    }

    /** Adds what they draw. */
    static void data(Page page, Comparison comparison) {
        var root = JSON.createObjectNode();
        root.put("baseline", comparison.baseline());
        ArrayNode labels = root.putArray("labels");
        comparison.labels().forEach(labels::add);
        ArrayNode sections = root.putArray("sections");
        for (Section section : comparison.sections()) {
            ObjectNode node = sections.addObject().put("title", section.title());
            ArrayNode layers = node.putArray("layers");
            section.entries().get(0).run().layers().forEach(layer -> layers.add(layer.name()));
            ArrayNode entries = node.putArray("entries");
            section.entries().forEach(entry -> entry(entries.addObject(), entry));
        }
        page.data("explorer", JSON.writeValueAsString(root));
        page.script("echarts/echarts.min.js");
        page.script("page/theme.js");
        page.script("compare/compare.js");
    }

    private static void entry(ObjectNode node, Entry entry) {
        node.put("label", entry.label());
        node.put("energyTable", entry.identity().energyTableHash());
        node.put("milliseconds", entry.run().milliseconds());
        ArrayNode layers = node.putArray("layerMilliseconds");
        double clockKHz = entry.identity().clockMHz() * 1e3;
        for (LayerResult layer : entry.run().layers()) {
            layers.add(layer.cycles().total() / clockKHz);
        }
        ObjectNode energy = node.putObject("energyPj");
        entry.run().totalEnergy().componentPj().forEach(energy::put);
    }
}
