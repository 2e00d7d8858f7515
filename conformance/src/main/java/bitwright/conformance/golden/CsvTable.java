package bitwright.conformance.golden;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** A CSV file with a header line, read whole, lines that start with {@code #} left out; one whose name ends in {@code .gz} is unpacked. */
public final class CsvTable {
    private final Path file;
    private final List<NamedCsvRecord> rows;

    public CsvTable(Path file) throws IOException {
        this.file = file;
        try (var bytes = Files.newInputStream(file);
                var text = new InputStreamReader(
                        file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes, StandardCharsets.UTF_8);
                var reader = CsvReader.builder()
                        .commentStrategy(CommentStrategy.SKIP)
                        .ofNamedCsvRecord(text)) {
            // Tables that were appended to one another repeat the header.
            rows = reader.stream()
                    .filter(row -> !row.getFields().equals(row.getHeader()))
                    .toList();
        }
    }

    public List<Row> rows() {
        return rows.stream().map(row -> new Row(file, row)).toList();
    }

    /** One line, its fields by the header's names. */
    public static final class Row {
        private final Path file;
        private final NamedCsvRecord fields;

        private Row(Path file, NamedCsvRecord fields) {
            this.file = file;
            this.fields = fields;
        }

        public String text(String column) {
            return fields.findField(column)
                    .map(String::strip)
                    .orElseThrow(() -> new GoldenDataException(
                            file + ":" + fields.getStartingLineNumber() + ": there is no column " + column));
        }

        public boolean has(String column) {
            return fields.findField(column).isPresent();
        }

        /** The fields of these columns, with commas between. */
        public String fields(List<String> columns) {
            return columns.stream().map(this::text).collect(Collectors.joining(","));
        }

        public int integer(String column) {
            return Math.toIntExact(number(column));
        }

        public long number(String column) {
            String text = text(column);
            try {
                return Long.decode(text);
            } catch (NumberFormatException e) {
                throw new GoldenDataException(file + ":" + fields.getStartingLineNumber() + ": " + column
                        + " must be a whole number, got '" + text + "'");
            }
        }

        /** The number, or the default where the field is empty. */
        public int integer(String column, int byDefault) {
            return text(column).isEmpty() ? byDefault : integer(column);
        }

        /** A 64-bit seed, written {@code 0x…}. */
        public long seed(String column) {
            return Long.parseUnsignedLong(text(column).substring(2), 16);
        }

        public double decimal(String column) {
            return Double.parseDouble(text(column));
        }
    }
}
