package bitwright.report;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tables of a comparison as files that papers, wikis and programs take. */
final class TableFiles {
    private TableFiles() {}

    /** Each as {@code NAME.csv}, {@code NAME.md} and {@code NAME.tex}, numbered like {@link ChartFiles}. */
    static Map<String, byte[]> of(Comparison comparison) {
        var files = new LinkedHashMap<String, byte[]>();
        boolean several = comparison.sections().size() > 1;
        if (several) {
            put(files, "speed-up", Tables.speedUps(comparison));
            put(files, "energy", Tables.energies(comparison));
        }
        for (int i = 0; i < comparison.sections().size(); i++) {
            Section section = comparison.sections().get(i);
            String prefix = several ? (i + 1) + "-" : "";
            put(files, prefix + "totals", Tables.totals(section));
            put(files, prefix + "layers", Tables.layers(section));
            put(files, prefix + "energy-by-component", EnergyTables.byComponent(section));
            put(files, prefix + "traffic", Tables.trafficByLevel(section));
            put(files, prefix + "pricings", EnergyTables.pricings(section));
        }
        return files;
    }

    private static void put(Map<String, byte[]> files, String name, Table table) {
        if (!table.rows().isEmpty()) {
            for (TableFormat format : TableFormat.values()) {
                files.put(name + "." + format.ending(), format.write(table).getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
