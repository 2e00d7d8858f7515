package bitwright.conformance.reproduce;

import bitwright.conformance.bitserial.PublishedPes;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Areas and energies of single PEs as other papers measured them, beside the bills of ours ({@link PublishedPes}). */
final class PeFigures {
    private static final List<String> TABLES = List.of("cmos-45nm", "aladdin-40nm");

    private PeFigures() {}

    /** Our figures of the designs whose name begins so: {@code area} and {@code energy}, design and table. */
    static void addTo(Map<String, Double> figures, String design) {
        var arrays = new HashSet<List<Object>>();
        rows(design).forEach(row -> {
            // An array at work on narrower operands is as large as before.
            if (arrays.add(List.of(row.table(), row.publishedAreaUm2()))) {
                figures.put(key("area", row), row.areaUm2());
            }
            figures.put(key("energy", row), row.pj());
        });
    }

    static Stream<PublishedPes.Row> rows(String design) {
        return PublishedPes.rows(TABLES.stream().map(ChipEnergy::table).toList()).stream()
                .filter(row -> row.design().startsWith(design));
    }

    static String key(String what, PublishedPes.Row row) {
        String name = row.design().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return what + "-" + name + "-" + row.table();
    }
}
