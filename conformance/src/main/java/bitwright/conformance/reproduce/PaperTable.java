package bitwright.conformance.reproduce;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The figures of one paper that are shipped with us: a CSV resource, one figure a line. */
final class PaperTable {
    private final List<NamedCsvRecord> lines;

    /** Reads {@code NAME.csv} beside this class. */
    PaperTable(String name) {
        try (var stream = PaperTable.class.getResourceAsStream(name + ".csv");
                var csv = CsvReader.builder().ofNamedCsvRecord(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            lines = csv.stream().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the table of " + name + " cannot be read", e);
        }
    }

    List<String> keys() {
        return lines.stream().map(line -> line.getField("key")).toList();
    }

    /** The figures, with ours where a key was measured. */
    List<FigureRow> rows(Map<String, Double> measured) {
        return lines.stream()
                .map(line -> {
                    String published = line.getField("published");
                    Double ours = measured.get(line.getField("key"));
                    return new FigureRow(
                            line.getField("name"),
                            published.isEmpty()
                                    ? OptionalDouble.empty()
                                    : OptionalDouble.of(Double.parseDouble(published)),
                            ours == null ? OptionalDouble.empty() : OptionalDouble.of(ours),
                            line.getField("note"),
                            line.getField("source") + " (" + line.getField("status") + ")");
                })
                .toList();
    }
}
