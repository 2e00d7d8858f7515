package bitwright.sweep.store;

import bitwright.sweep.point.SweepException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes a table of a store anew; it takes the old one's place at the end, or not at all. */
public final class TableWriter implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement insert;
    private boolean whole;

    TableWriter(Connection connection, String name, List<String> columns, List<Boolean> numeric) throws SQLException {
        this.connection = connection;
        String definitions = IntStream.range(0, columns.size())
                .mapToObj(i -> quoted(columns.get(i)) + (numeric.get(i) ? " NUMERIC" : " TEXT"))
                .collect(Collectors.joining(", "));
        try (var statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS " + quoted(name));
            statement.execute("CREATE TABLE " + quoted(name) + " (" + definitions + ")");
        }
        insert = connection.prepareStatement("INSERT INTO " + quoted(name) + " VALUES ("
                + columns.stream().map(one -> "?").collect(Collectors.joining(", ")) + ")");
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Adds a row of texts, which SQLite turns into numbers where the column is numeric; an empty one is no value. */
    public void add(List<String> row) {
        try {
            for (int i = 0; i < row.size(); i++) {
                insert.setString(i + 1, row.get(i).isEmpty() ? null : row.get(i));
            }
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new SweepException("the store of results failed: " + e.getMessage(), e);
        }
    }

    /** Says that all rows are there. */
    public void finish() {
        whole = true;
    }

    @Override
    public void close() {
        try {
            insert.close();
            if (whole) {
                connection.commit();
            } else {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw new SweepException("the store of results failed: " + e.getMessage(), e);
        }
    }
}
