package bitwright.report;

import bitwright.report.Section.Entry;
import bitwright.report.Section.Pricing;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a comparison comes to, for programs; a number that is not known is {@code null}. */
final class ComparisonJson {
    private ComparisonJson() {}

    static ArrayNode node(Comparison comparison, JsonMapper mapper) {
        ArrayNode sections = mapper.createArrayNode();
        for (Section section : comparison.sections()) {
            ObjectNode node = sections.addObject();
            node.put("workload", section.title());
            node.put("baseline", section.baseline().map(Entry::label).orElse(null));
            ArrayNode designs = node.putArray("designs");
            for (int i = 0; i < section.entries().size(); i++) {
                design(designs.addObject(), section, i);
            }
            ArrayNode verdicts = node.putArray("verdicts");
            section.verdicts()
                    .forEach(verdict -> verdicts.addObject()
                            .put("design", verdict.design())
                            .put("baseline", verdict.baseline())
                            .put("dynamicEnergy", verdict.sign().name().toLowerCase(Locale.ROOT))
                            .put("text", verdict.text()));
        }
        return sections;
    }

    private static void design(ObjectNode node, Section section, int index) {
        Entry entry = section.entries().get(index);
        node.put("design", entry.label());
        put(node, "speedUp", section.speedUp(entry));
        put(node, "speedUpAtEqualArea", section.speedUpAtEqualArea(entry));
        ArrayNode energies = node.putArray("energies");
        List<Pricing> pricings = section.pricings();
        if (pricings.isEmpty()) {
            energy(
                    energies.addObject(),
                    section.tableName(entry),
                    entry,
                    section.relativeEnergy(entry),
                    section.relativeEnergyDelay(entry));
        }
        for (Pricing pricing : pricings) {
            Entry priced = pricing.entries().get(index);
            energy(
                    energies.addObject(),
                    pricing.table(),
                    priced,
                    pricing.relativeEnergy(priced),
                    pricing.relativeEnergyDelay(priced));
        }
    }

    private static void energy(
            ObjectNode node, String table, Entry entry, double relative, double relativeEnergyDelay) {
        var run = entry.run();
        node.put("energyTable", table);
        node.put("dynamicPj", entry.energyPj());
        put(node, "staticPj", run.staticPj());
        put(node, "relativeDynamic", relative);
        put(node, "relativeEnergyDelay", relativeEnergyDelay);
        node.put("lowConfidenceShare", run.totalEnergy().lowConfidenceShare());
        put(node, "areaOfPesUm2", run.silicon().areaUm2().ofLogic());
        put(node, "areaUm2", run.silicon().areaUm2().total());
    }

    private static void put(ObjectNode node, String key, OptionalDouble value) {
        put(node, key, value.orElse(Double.NaN));
    }

    private static void put(ObjectNode node, String key, double value) {
        if (Double.isFinite(value)) {
            node.put(key, value);
        } else {
            node.putNull(key);
        }
    }
}
