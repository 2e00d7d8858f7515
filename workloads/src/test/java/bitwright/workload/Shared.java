package bitwright.workload;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The data beside a checkout that tests compare with; tests that need it skip where it is absent. */
public final class Shared {
    private Shared() {}

    public static Path path(String relative) {
        Path path = Path.of(System.getProperty("bitwright.shared", "no-shared-data"))
                .resolve(relative);
        assumeTrue(Files.exists(path), "shared data are absent: " + relative);
        return path;
    }

    /** A CSV table, cells perhaps in quotes: one map a row, in order, keyed by the header. */
    public static List<Map<String, String>> table(String relative) throws IOException {
        List<String> lines = Files.readAllLines(path(relative));
        String[] header = lines.get(0).split(",");
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < header.length; i++) {
                row.put(header[i], cells[i]);
            }
            rows.add(row);
        }
        return rows;
    }
}
