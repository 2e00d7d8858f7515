package bitwright.sweep.table;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.sweep.table.Column.Type;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DuckDB reads what we write. */
class ParquetFileTest {
    @TempDir
    Path folder;

    @Test
    void anotherReaderFindsEveryCell() throws Exception {
        var columns = new ArrayList<Column>();
        columns.add(new Column("point", Type.WHOLE));
        columns.add(new Column("energy", Type.NUMBER));
        columns.add(new Column("name, \"quoted\"", Type.TEXT));
        for (int i = 0; i < 20; i++) { // more than fit a short list header
            columns.add(new Column("c" + i, Type.NUMBER));
        }
        int rows = 45_001; // two whole row groups and a part
        Path file = folder.resolve("t.parquet");
        try (var parquet = new ParquetFile(file, columns)) {
            for (int r = 0; r < rows; r++) {
                var row = new ArrayList<>(List.of(
                        Long.toString(r - 5L << 40 | r), r % 3 == 0 ? "" : r + ".5", r % 7 == 0 ? "" : "ä" + r));
                for (int i = 0; i < 20; i++) {
                    row.add(r < 100 ? "" : "1e" + i);
                }
                parquet.add(row);
            }
        }
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement()) {
            try (var found = statement.executeQuery("SELECT * FROM '" + file + "'")) {
                for (int r = 0; r < rows; r++) {
                    assertThat(found.next()).isTrue();
                    assertThat(found.getLong(1)).isEqualTo(r - 5L << 40 | r);
                    assertThat(found.getObject(2)).isEqualTo(r % 3 == 0 ? null : r + 0.5);
                    assertThat(found.getString(3)).isEqualTo(r % 7 == 0 ? null : "ä" + r);
                    assertThat(found.getObject(23)).isEqualTo(r < 100 ? null : 1e19);
                }
                assertThat(found.next()).isFalse();
                assertThat(found.getMetaData().getColumnName(3)).isEqualTo("name, \"quoted\"");
            }
        }
    }

    @Test
    void numbersAreWrittenInAtMostFifteenDigits() {
        assertThat(Cells.number(0.1 + 0.2)).isEqualTo("0.3");
        assertThat(Cells.number(1e15)).isEqualTo("1000000000000000");
        assertThat(Cells.number(-2.50)).isEqualTo("-2.5");
        assertThat(Cells.number(1.0 / 3)).isEqualTo("0.333333333333333");
        assertThat(Cells.number(Double.NaN)).isEmpty();
        assertThat(Cells.csvLine(List.of("a,b", "say \"x\"", "plain"))).isEqualTo("\"a,b\",\"say \"\"x\"\"\",plain\n");
    }
}
