package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a sweep of 500 points again and again, as {@code kill -9} does, and lets it go on. */
@Tag("slow")
class SweepKillTest {
    private static final int KILLS = 20;

    @TempDir
    Path folder;

    private Process start(String... options) throws IOException {
        String sweep = Path.of(System.getProperty("bitwright.root"), "configs/sweeps/bit-serial.yaml")
                .toString();
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "bitwright.cli.Main",
                "sweep",
                sweep,
                "--set",
                "base.values=proven",
                "-o",
                folder.toString()));
        command.addAll(List.of(options));
        return new ProcessBuilder(command)
                .redirectError(folder.resolve("err").toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .start();
    }

    /** What it took to simulate each point that the store has: a point that is done again would take another time. */
    private Map<String, Double> stored() throws SQLException {
        var times = new HashMap<String, Double>();
        if (!Files.exists(folder.resolve("store.sqlite"))) {
            return times;
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("store.sqlite"));
                var statement = connection.createStatement();
                var tables = statement.executeQuery("SELECT count(*) FROM sqlite_master WHERE name = 'results'")) {
            if (tables.getInt(1) == 0) {
                return times;
            }
            try (var row = statement.executeQuery("SELECT key, seconds FROM results")) {
                while (row.next()) {
                    assertThat(times.put(row.getString(1), row.getDouble(2))).isNull();
                }
            }
            try (var row = statement.executeQuery("PRAGMA integrity_check")) {
                assertThat(row.getString(1)).isEqualTo("ok");
            }
        }
        return times;
    }

    /** Until the store's log has grown, or the process has ended. */
    private void waitForResults(Process process) throws IOException, InterruptedException {
        Path log = folder.resolve("store.sqlite-wal");
        long least = 50_000; // a fresh log has less than this when the first points come
        while (process.isAlive() && !(Files.exists(log) && Files.size(log) > least)) {
            process.waitFor(5, TimeUnit.MILLISECONDS);
        }
    }

    @Test
    void whateverTheMomentNothingIsLostAndNothingDoneTwice() throws Exception {
        long seed = 1;
        var random = new SplittableRandom(seed);
        Map<String, Double> before = Map.of();
        int grown = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = start("--jobs", "2");
            if (kill % 2 == 0) {
                waitForResults(process); // else it is killed while it starts, as often as not
            }
            process.waitFor((long) (random.nextDouble() * (kill % 2 == 0 ? 400 : 2000)), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            Map<String, Double> after = stored();
            assertThat(after).as("kill %s of seed %s", kill, seed).containsAllEntriesOf(before);
            grown += after.size() > before.size() ? 1 : 0;
            before = after;
        }
        assertThat(grown).as("kills that left more than there was").isGreaterThan(2);
        Process last = start("--json");
        assertThat(last.waitFor()).as(Files.readString(folder.resolve("err"))).isZero();
        assertThat(Files.readString(folder.resolve("out"))).contains("\"reused\" : " + before.size());
        assertThat(stored()).hasSize(500).containsAllEntriesOf(before);
        var lines = Files.readAllLines(folder.resolve("points.csv"));
        assertThat(lines).hasSize(501);
        var points = new HashSet<String>();
        lines.stream().skip(1).forEach(line -> points.add(line.substring(0, line.indexOf(','))));
        assertThat(points).hasSize(500);
        assertThat(lines.stream().skip(1)).allMatch(line -> line.split(",")[1].equals("done"));
    }
}
