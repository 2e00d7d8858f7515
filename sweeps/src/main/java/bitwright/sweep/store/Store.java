package bitwright.sweep.store;

import bitwright.sweep.point.LayerRow;
import bitwright.sweep.point.Metric;
import bitwright.sweep.point.Outcome;
import bitwright.sweep.point.Status;
import bitwright.sweep.point.SweepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The outcomes of points by their content hash, in an SQLite file. An outcome is committed before {@link #put} returns,
 * with a write-ahead log: a process that is killed leaves whole outcomes behind and nothing else. Safe for use by several
 * threads of one process; a second process is refused.
 */
public final class Store implements AutoCloseable {
    private static final int VERSION = 1;

    private static final List<String> WORDS = List.of("key", "status", "error", "design", "workload", "config_hash");

    private final Path file;
    private final StoreLock lock;
    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement insertLayer;
    private final PreparedStatement insertEnergy;
    private final PreparedStatement find;
    private final PreparedStatement plan;

    private Store(Path file, StoreLock lock, Connection connection) throws SQLException {
        this.file = file;
        this.lock = lock;
        this.connection = connection;
        createTables();
        var columns = Stream.concat(
                        WORDS.stream(), Stream.concat(Metric.keys().stream(), Stream.of("seconds", "cpuSeconds")))
                .toList();
        insert = connection.prepareStatement("INSERT OR IGNORE INTO results (" + String.join(", ", columns)
                + ") VALUES (" + columns.stream().map(one -> "?").collect(Collectors.joining(", ")) + ")");
        insertLayer = connection.prepareStatement("INSERT INTO layers VALUES (?, ?, ?, ?, ?, ?, ?)");
        insertEnergy = connection.prepareStatement("INSERT INTO energy VALUES (?, ?, ?)");
        find = connection.prepareStatement("SELECT * FROM results WHERE key = ?");
        plan = connection.prepareStatement("INSERT OR IGNORE INTO plan VALUES (?, ?)");
    }

    /**
     * Opens a store, or makes a new one.
     *
     * @throws SweepException if another process writes to it, or it is not a store, or a later Bitwright's
     */
    public static Store open(Path file) {
        StoreLock lock = null;
        try {
            lock = StoreLock.of(file);
            return new Store(file, lock, connect(file));
        } catch (IOException | SQLException e) {
            if (lock != null) {
                try {
                    lock.close();
                } catch (IOException again) {
                    e.addSuppressed(again);
                }
            }
            throw new SweepException(file + ": cannot be opened as a store of results: " + e.getMessage(), e);
        }
    }

    private static Connection connect(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (var statement = connection.createStatement()) {
            // Exclusive before the journal: the log then needs no shared memory, which network file systems lack.
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = NORMAL");
        }
        connection.setAutoCommit(false);
        return connection;
    }

    private void createTables() throws SQLException {
        try (var statement = connection.createStatement()) {
            int version;
            try (var found = statement.executeQuery("PRAGMA user_version")) {
                version = found.getInt(1);
            }
            if (version > VERSION) {
                throw new SQLException("it was written by a later version of Bitwright");
            }
            String metrics = Metric.keys().stream().map(key -> key + " REAL").collect(Collectors.joining(", "));
            statement.execute("CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, status TEXT NOT NULL, "
                    + "error TEXT NOT NULL, design TEXT NOT NULL, workload TEXT NOT NULL, config_hash TEXT NOT NULL, "
                    + metrics + ", seconds REAL NOT NULL, cpuSeconds REAL NOT NULL)");
            statement.execute("CREATE TABLE IF NOT EXISTS layers (key TEXT NOT NULL, number INTEGER NOT NULL, "
                    + "layer TEXT NOT NULL, cycles INTEGER NOT NULL, idealCycles INTEGER NOT NULL, "
                    + "macs INTEGER NOT NULL, energyPj REAL NOT NULL, PRIMARY KEY (key, number)) WITHOUT ROWID");
            statement.execute("CREATE TABLE IF NOT EXISTS energy (key TEXT NOT NULL, component TEXT NOT NULL, "
                    + "energyPj REAL NOT NULL, PRIMARY KEY (key, component)) WITHOUT ROWID");
            statement.execute("CREATE TABLE IF NOT EXISTS plan (point INTEGER PRIMARY KEY, key TEXT NOT NULL)");
            statement.execute("PRAGMA user_version = " + VERSION);
            connection.commit();
        }
    }

    public Path file() {
        return file;
    }

    /** Forgets which points the sweep has, and those outcomes that are tried again. */
    public synchronized void begin(boolean retryFailed) {
        String again = retryFailed ? "('invalid', 'failed', 'timed-out')" : "('invalid')";
        transaction(() -> {
            try (var statement = connection.createStatement()) {
                statement.execute("DELETE FROM plan");
                for (String table : List.of("layers", "energy")) {
                    statement.execute("DELETE FROM " + table + " WHERE key IN (SELECT key FROM results WHERE status IN "
                            + again + ")");
                }
                statement.execute("DELETE FROM results WHERE status IN " + again);
            }
        });
    }

    /** Notes that a point of the sweep has the key; committed with the next outcome or by {@link #flush}. */
    public synchronized void plan(long point, String key) {
        try {
            plan.setLong(1, point);
            plan.setString(2, key);
            plan.executeUpdate();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    public synchronized void flush() {
        transaction(() -> {});
    }

    /** The outcome of a key without its layers and energies. */
    public synchronized Optional<Outcome> find(String key) {
        try {
            find.setString(1, key);
            try (var row = find.executeQuery()) {
                return row.next() ? Optional.of(outcome(row)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Adds an outcome; one that is there already stays. */
    public synchronized void put(Outcome outcome) {
        transaction(() -> {
            int column = 1;
            for (String word : List.of(
                    outcome.key(),
                    outcome.status().word(),
                    outcome.error(),
                    outcome.design(),
                    outcome.workload(),
                    outcome.configHash())) {
                insert.setString(column++, word);
            }
            for (String metric : Metric.keys()) {
                Double value = outcome.metrics().get(metric);
                if (value == null) {
                    insert.setNull(column++, Types.REAL);
                } else {
                    insert.setDouble(column++, value);
                }
            }
            insert.setDouble(column++, outcome.time().seconds());
            insert.setDouble(column, outcome.time().cpuSeconds());
            if (insert.executeUpdate() == 1) {
                putParts(outcome);
            }
        });
    }

    private void putParts(Outcome outcome) throws SQLException {
        for (int i = 0; i < outcome.layers().size(); i++) {
            LayerRow layer = outcome.layers().get(i);
            insertLayer.setString(1, outcome.key());
            insertLayer.setInt(2, i);
            insertLayer.setString(3, layer.name());
            insertLayer.setLong(4, layer.cycles());
            insertLayer.setLong(5, layer.idealCycles());
            insertLayer.setLong(6, layer.macs());
            insertLayer.setDouble(7, layer.energyPj());
            insertLayer.executeUpdate();
        }
        for (var component : new TreeMap<>(outcome.energyPj()).entrySet()) {
            insertEnergy.setString(1, outcome.key());
            insertEnergy.setString(2, component.getKey());
            insertEnergy.setDouble(3, component.getValue());
            insertEnergy.executeUpdate();
        }
    }

    private static Outcome outcome(ResultSet row) throws SQLException {
        var metrics = new java.util.LinkedHashMap<String, Double>();
        for (String key : Metric.keys()) {
            double value = row.getDouble(key);
            if (!row.wasNull()) {
                metrics.put(key, value);
            }
        }
        return new Outcome(
                row.getString("key"),
                Status.of(row.getString("status")),
                row.getString("error"),
                row.getString("design"),
                row.getString("workload"),
                row.getString("config_hash"),
                metrics,
                List.of(),
                Map.of(),
                new Outcome.Time(row.getDouble("seconds"), row.getDouble("cpuSeconds")));
    }

    /** Is handed a point and its outcome. */
    @FunctionalInterface
    public interface Visitor {
        void visit(long point, Outcome outcome) throws IOException;
    }

    /** Visits the sweep's points that have an outcome in the order of their indices, one in memory at a time. */
    public synchronized void visit(Visitor visitor) throws IOException {
        String query = "SELECT * FROM plan JOIN results USING (key) ORDER BY point";
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            while (row.next()) {
                visitor.visit(row.getLong("point"), outcome(row));
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /**
     * Makes a table of the name, in place of one that there is, from rows of texts and numbers (or null).
     *
     * @param columns names; those of {@code numbers} are numeric
     */
    public synchronized TableWriter table(String name, List<String> columns, List<Boolean> numeric) {
        try {
            return new TableWriter(connection, name, columns, numeric);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Takes over the outcomes of the other stores in the folder that nobody is writing to. */
    public synchronized void collect() {
        try (Stream<Path> files = Files.list(file.toAbsolutePath().getParent())) {
            var others = files.filter(other -> other.getFileName().toString().matches("store.*\\.sqlite"))
                    .filter(other -> !other.getFileName().equals(file.getFileName()))
                    .sorted()
                    .toList();
            for (Path other : others) {
                if (!StoreLock.isHeld(other)) {
                    collect(other);
                }
            }
        } catch (IOException e) {
            throw new SweepException(file + ": the folder cannot be listed: " + e, e);
        }
    }

    private void collect(Path other) {
        try (Store source = Store.open(other);
                var rows = source.connection.createStatement();
                var row = rows.executeQuery("SELECT * FROM results WHERE status <> 'invalid' ORDER BY key")) {
            while (row.next()) {
                if (find(row.getString("key")).isEmpty()) {
                    put(source.withParts(outcome(row)));
                }
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private Outcome withParts(Outcome outcome) throws SQLException {
        var layers = new java.util.ArrayList<LayerRow>();
        try (var query = connection.prepareStatement("SELECT * FROM layers WHERE key = ? ORDER BY number")) {
            query.setString(1, outcome.key());
            try (var row = query.executeQuery()) {
                while (row.next()) {
                    layers.add(new LayerRow(
                            row.getString("layer"),
                            row.getLong("cycles"),
                            row.getLong("idealCycles"),
                            row.getLong("macs"),
                            row.getDouble("energyPj")));
                }
            }
        }
        return new Outcome(
                outcome.key(),
                outcome.status(),
                outcome.error(),
                outcome.design(),
                outcome.workload(),
                outcome.configHash(),
                outcome.metrics(),
                layers,
                energyPj(outcome.key()),
                outcome.time());
    }

    /** An outcome's energy by component in picojoules; empty where the store has none. */
    public synchronized Map<String, Double> energyPj(String key) {
        var energy = new TreeMap<String, Double>();
        try (var query = connection.prepareStatement("SELECT * FROM energy WHERE key = ?")) {
            query.setString(1, key);
            try (var row = query.executeQuery()) {
                while (row.next()) {
                    energy.put(row.getString("component"), row.getDouble("energyPj"));
                }
            }
        } catch (SQLException e) {
            throw failed(e);
        }
        return energy;
    }

    /** Mean seconds of the outcomes that came to their end; 0 if there are none. */
    public synchronized double meanSeconds() {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT avg(seconds) FROM results WHERE status = 'done'")) {
            return row.getDouble(1);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @FunctionalInterface
    private interface Change {
        void make() throws SQLException;
    }

    private void transaction(Change change) {
        try {
            change.make();
            connection.commit();
        } catch (SQLException e) {
            try {
                connection.rollback();
            } catch (SQLException again) {
                e.addSuppressed(again);
            }
            throw failed(e);
        }
    }

    private SweepException failed(SQLException e) {
        return new SweepException(file + ": the store of results failed: " + e.getMessage(), e);
    }

    @Override
    public synchronized void close() {
        try {
            connection.commit();
            connection.close();
            lock.close();
        } catch (SQLException | IOException e) {
            throw new SweepException(file + ": the store of results cannot be closed: " + e.getMessage(), e);
        }
    }
}
