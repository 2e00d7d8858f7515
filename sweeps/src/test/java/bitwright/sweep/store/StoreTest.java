package bitwright.sweep.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.sweep.point.LayerRow;
import bitwright.sweep.point.Outcome;
import bitwright.sweep.point.Status;
import bitwright.sweep.point.SweepException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    @TempDir
    Path folder;

    private static Outcome outcome(String key, double cycles) {
        return new Outcome(
                key,
                Status.DONE,
                "",
                "d",
                "w",
                "hash",
                Map.of("cycles", cycles),
                List.of(new LayerRow("one", 1, 2, 3, 4.5)),
                Map.of("pe", 4.5),
                new Outcome.Time(1, 0.5));
    }

    @Test
    void theFirstOutcomeOfAKeyStays() throws Exception {
        Path file = folder.resolve("store.sqlite");
        try (Store store = Store.open(file)) {
            store.put(outcome("a", 10));
            store.put(outcome("a", 11));
            store.put(Outcome.failed("b", Status.FAILED, "it broke", Outcome.Time.NONE));
            store.plan(7, "a");
        }
        try (Store store = Store.open(file)) {
            assertThat(store.find("a").orElseThrow().metrics()).isEqualTo(Map.of("cycles", 10.0));
            assertThat(store.find("b").orElseThrow().error()).isEqualTo("it broke");
            assertThat(store.find("c")).isEmpty();
            assertThat(store.meanSeconds()).isEqualTo(1);
            var points = new ArrayList<Long>();
            store.visit((point, found) -> points.add(point));
            assertThat(points).containsExactly(7L);
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM layers")) {
            assertThat(rows.getInt(1)).isEqualTo(1);
        }
    }

    @Test
    void aStoreWithFewerMetricsIsTakenOver() throws Exception {
        Path file = folder.resolve("store.sqlite");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE results (key TEXT PRIMARY KEY, status TEXT NOT NULL, error TEXT NOT NULL, "
                    + "design TEXT NOT NULL, workload TEXT NOT NULL, config_hash TEXT NOT NULL, cycles REAL, "
                    + "seconds REAL NOT NULL, cpuSeconds REAL NOT NULL)");
            statement.execute("INSERT INTO results VALUES ('old', 'done', '', 'd', 'w', 'h', 5, 1, 1)");
        }
        try (Store store = Store.open(file)) {
            store.put(outcome("new", 6));
            assertThat(store.find("old").orElseThrow().metrics()).isEqualTo(Map.of("cycles", 5.0));
            assertThat(store.find("new")).isPresent();
        }
    }

    @Test
    void whatIsNoStoreIsRefused() throws Exception {
        Path file = Files.writeString(
                folder.resolve("store.sqlite"), "This is a text, and a long one at that. ".repeat(50));
        assertThatThrownBy(() -> Store.open(file))
                .isInstanceOf(SweepException.class)
                .hasMessageContaining("cannot be opened as a store of results");
        Path later = folder.resolve("later.sqlite");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + later);
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 99");
        }
        assertThatThrownBy(() -> Store.open(later)).hasMessageContaining("written by a later version of Bitwright");
    }
}
