package bitwright.sweep;

import bitwright.config.Sweep;
import bitwright.sweep.analysis.ParetoFront;
import bitwright.sweep.analysis.Sensitivity;
import bitwright.sweep.point.Outcome;
import bitwright.sweep.point.Status;
import bitwright.sweep.store.Store;
import bitwright.sweep.table.Cells;
import bitwright.sweep.table.Column;
import bitwright.sweep.table.ParquetFile;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Makes a store's outcomes into the tables of a sweep, point by point. */
final class Tables {
    private static final String POINTS = "points.csv";
    private static final String PARQUET = "points.parquet";
    private static final String TIMES = "timings.csv";
    private static final String PARETO = "pareto.csv";
    private static final String SENSITIVITY = "sensitivity.csv";

    private final Sweep sweep;
    private final Measures measures;
    private final PointTable table;
    private final Path directory;
    private final ParetoFront<Best> front = new ParetoFront<>();
    private final Sensitivity sensitivity;
    private final Map<Status, Long> counts = new java.util.EnumMap<>(Status.class);

    /** A point of the front: its row, and its outcome's key. */
    private record Best(List<String> row, String key) {}

    Tables(Sweep sweep, Measures measures, Path directory) {
        this.sweep = sweep;
        this.measures = measures;
        this.directory = directory;
        this.table = new PointTable(sweep, measures);
        var axes = List.copyOf(sweep.axes().keySet());
        this.sensitivity = new Sensitivity(
                axes,
                sweep.shape(),
                IntStream.range(0, axes.size()).mapToObj(sweep::numbers).toList(),
                measures.objectives());
    }

    /** Writes all files and the store's table {@code points}. */
    Summary write(Store store, long reused) throws IOException {
        // Beside the final names first: a reader never sees half a table. Who holds the store has the scratch folder,
        // too.
        Path scratch = directory.resolve("." + store.file().getFileName() + ".tables");
        Files.createDirectories(scratch);
        var columns = table.columns();
        try (Writer points = csv(scratch.resolve(POINTS), columns);
                Writer times = csv(scratch.resolve(TIMES), PointTable.times());
                var parquet = new ParquetFile(scratch.resolve(PARQUET), columns);
                var stored = store.table(
                        "points",
                        columns.stream().map(Column::name).toList(),
                        columns.stream()
                                .map(column -> column.type() != Column.Type.TEXT)
                                .toList())) {
            store.visit((index, outcome) -> {
                Sweep.Point point = sweep.point(index);
                Map<String, Double> values = measures.of(point, outcome);
                var row = table.row(point, outcome, values);
                points.write(Cells.csvLine(row));
                parquet.add(row);
                stored.add(row);
                times.write(Cells.csvLine(PointTable.timesRow(point, outcome)));
                take(point, outcome, values, row);
            });
            stored.finish();
        }
        writeFront(scratch.resolve(PARETO));
        writeSensitivity(scratch.resolve(SENSITIVITY));
        return new Summary(
                Collections.unmodifiableMap(counts),
                reused,
                columns.stream().map(Column::name).toList(),
                front.points().stream().map(Best::row).toList(),
                front.points().stream().map(best -> store.energyPj(best.key())).toList(),
                measures.objectives(),
                sensitivity.effects(),
                moved(scratch));
    }

    private void take(Sweep.Point point, Outcome outcome, Map<String, Double> values, List<String> row) {
        counts.merge(outcome.status(), 1L, Long::sum);
        if (outcome.status() != Status.DONE || measures.objectives().isEmpty()) {
            return;
        }
        front.offer(new Best(row, outcome.key()), measures.losses(values));
        sensitivity.offer(sweep.levels(point.index()), measures.objectives(values));
    }

    private static Writer csv(Path file, List<Column> columns) throws IOException {
        Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
        out.write(Cells.csvLine(columns.stream().map(Column::name).toList()));
        return out;
    }

    private void writeFront(Path file) throws IOException {
        if (measures.objectives().isEmpty()) {
            return;
        }
        try (Writer out = csv(file, table.columns())) {
            for (Best best : front.points()) {
                out.write(Cells.csvLine(best.row()));
            }
        }
    }

    private void writeSensitivity(Path file) throws IOException {
        if (measures.objectives().isEmpty()) {
            return;
        }
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            out.write("objective,axis,lowestMean,highestMean,mainEffect,varianceShare,pearson,spearman\n");
            for (var effect : sensitivity.effects()) {
                out.write(Cells.csvLine(List.of(
                        effect.objective(),
                        effect.axis(),
                        Cells.number(effect.lowest()),
                        Cells.number(effect.highest()),
                        Cells.number(effect.highest() - effect.lowest()),
                        Cells.number(effect.share()),
                        Cells.number(effect.pearson()),
                        Cells.number(effect.spearman()))));
            }
        }
    }

    private List<Path> moved(Path scratch) throws IOException {
        var files = new ArrayList<Path>();
        for (String name : List.of(POINTS, TIMES, PARQUET, PARETO, SENSITIVITY)) {
            Path written = scratch.resolve(name);
            Path place = directory.resolve(name);
            if (Files.exists(written)) {
                Files.move(written, place, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
                files.add(place);
            } else {
                Files.deleteIfExists(place); // of an earlier sweep that had objectives
            }
        }
        Files.delete(scratch);
        return files;
    }
}
