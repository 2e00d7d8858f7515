package bitwright.report;

import bitwright.sim.result.RunResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of one run. All contents are made first, then written beside their place under other names, then moved in
 * place, {@code run.json} last: a failure leaves no half-written file, and a {@code run.json} has all of its company.
 */
public final class ReportFiles {
    /** The page's name in a result directory. */
    public static final String PAGE = "report.html";

    /** The folder of the single charts in a result directory. */
    public static final String CHARTS = "charts";

    /**
     * What to write beside {@code run.json} and {@code layers.csv}.
     *
     * @param html whether to write {@code report.html}; without it one from an earlier run is removed
     * @param charts whether to write every chart as SVG and PNG into {@code charts/}
     * @param baseline the design that the others are measured against; {@code null} takes the first
     * @param command the command line that reproduces the run, shown on the page; empty if there is none
     * @param warnings what the run had to say, kept in {@code run.json} and shown on the page
     */
    public record Options(boolean html, boolean charts, String baseline, String command, List<String> warnings) {
        public static final Options DATA_ONLY = new Options(false, false, null, "", List.of());
        public static final Options HTML = new Options(true, false, null, "", List.of());

        public Options {
            warnings = List.copyOf(warnings);
        }
    }

    private ReportFiles() {}

    /**
     * Checks, without leaving a trace, that results can be written into a directory that may not exist yet: for a caller
     * who has long work ahead.
     *
     * @throws ReportException naming the directory, if not
     */
    public static void requireWritable(Path directory) {
        Path existing = directory.toAbsolutePath();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null || !Files.isDirectory(existing)) {
            throw new ReportException(directory + ": cannot be made: a file has the name " + existing);
        }
        if (!Files.isWritable(existing)) {
            throw new ReportException(directory + ": cannot be written: permission denied");
        }
    }

    /**
     * Writes the results into a directory, which is made if it does not exist.
     *
     * @return the files written, in order
     * @throws ReportException naming the file or directory that cannot be written, and why
     */
    public static List<Path> write(Path directory, List<RunResult> runs, Options options) {
        var contents = new LinkedHashMap<Path, byte[]>();
        if (options.html || options.charts) {
            Comparison comparison = Comparison.of(runs, options.baseline);
            if (options.html) {
                String page = HtmlReport.page(comparison, "Bitwright run", options.command, options.warnings);
                contents.put(directory.resolve(PAGE), utf8(page));
            }
            if (options.charts) {
                ChartFiles.of(comparison)
                        .forEach((name, bytes) ->
                                contents.put(directory.resolve(CHARTS).resolve(name), bytes));
            }
        }
        contents.put(directory.resolve(LayersCsv.FILE), utf8(LayersCsv.write(runs)));
        contents.put(directory.resolve(ResultsJson.FILE), utf8(ResultsJson.write(runs, options.warnings)));
        put(contents);
        if (!options.html) {
            removeStale(directory.resolve(PAGE));
        }
        return List.copyOf(contents.keySet());
    }

    /**
     * Writes every chart of a comparison as SVG and PNG.
     *
     * @return the files written, in order
     */
    public static List<Path> writeCharts(Path directory, Comparison comparison) {
        return writeAll(directory, ChartFiles.of(comparison));
    }

    /** Writes every chart of design points as SVG and PNG. */
    public static List<Path> writeCharts(Path directory, PointTable points) {
        return writeAll(directory, ChartFiles.of(points));
    }

    /** Writes the tables of a comparison as CSV, Markdown and LaTeX. */
    public static List<Path> writeTables(Path directory, Comparison comparison) {
        return writeAll(directory, TableFiles.of(comparison));
    }

    private static List<Path> writeAll(Path directory, Map<String, byte[]> files) {
        var contents = new LinkedHashMap<Path, byte[]>();
        files.forEach((name, bytes) -> contents.put(directory.resolve(name), bytes));
        put(contents);
        return List.copyOf(contents.keySet());
    }

    /** Writes one file, whole or not at all, making its directory if needed. */
    public static void write(Path file, String text) {
        put(Map.of(file, utf8(text)));
    }

    /** A text that is too long to be held as one. */
    @FunctionalInterface
    public interface Text {
        void write(Appendable out) throws IOException;
    }

    /** Writes one long file, whole or not at all, making its directory if needed. */
    public static void write(Path file, Text text) {
        makeDirectory(file.toAbsolutePath().getParent());
        Path partial = partial(file);
        try {
            try (var out = Files.newBufferedWriter(partial)) {
                text.write(out);
            }
            finish(partial, file);
        } catch (IOException e) {
            var failure = unwritable(file, e);
            removePartial(partial, file, failure);
            throw failure;
        }
    }

    private static void put(Map<Path, byte[]> contents) {
        var written = new LinkedHashMap<Path, Path>();
        try {
            for (var content : contents.entrySet()) {
                Path file = content.getKey();
                makeDirectory(file.toAbsolutePath().getParent());
                if (Files.isDirectory(file)) {
                    throw new ReportException(file + ": cannot be written: a directory has that name");
                }
                Path partial = partial(file);
                written.put(file, partial);
                try {
                    Files.write(partial, content.getValue());
                } catch (IOException e) {
                    throw unwritable(file, e);
                }
            }
            for (Path file : contents.keySet()) {
                try {
                    finish(written.get(file), file);
                } catch (IOException e) {
                    throw unwritable(file, e);
                }
            }
        } catch (ReportException e) {
            written.forEach((file, partial) -> removePartial(partial, file, e));
            throw e;
        }
    }

    /** Where a file is written before it takes its place: beside it, or the place itself if that is a device or a pipe. */
    private static Path partial(Path file) {
        if (isDevice(file)) {
            return file;
        }
        return target(file)
                .resolveSibling(
                        "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".partial");
    }

    /** A whole file takes its place; a link stays one. */
    private static void finish(Path partial, Path file) throws IOException {
        if (!partial.equals(file)) {
            Files.move(partial, target(file), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void removePartial(Path partial, Path file, ReportException failure) {
        try {
            if (!partial.equals(file)) {
                Files.deleteIfExists(partial);
            }
        } catch (IOException suppressed) {
            failure.addSuppressed(suppressed);
        }
    }

    /** What is there, and is neither a file nor a directory, must not be replaced by a file. */
    private static boolean isDevice(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    }

    private static Path target(Path file) {
        try {
            return Files.isSymbolicLink(file) ? file.toRealPath() : file;
        } catch (IOException e) {
            return file; // a link to nothing gives way
        }
    }

    private static void makeDirectory(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new ReportException(
                    directory + ": cannot be made: " + (Files.exists(directory) ? "a file has that name" : reason(e)),
                    e);
        }
    }

    private static void removeStale(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new ReportException(file + ": is from an earlier run and cannot be removed: " + reason(e), e);
        }
    }

    private static ReportException unwritable(Path file, IOException e) {
        return new ReportException(file + ": cannot be written: " + reason(e), e);
    }

    /** What the system says of a file, without the file's name in front; a bare exception says it by its class. */
    public static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof FileSystemException system) {
            return system.getReason() != null
                    ? system.getReason()
                    : e.getClass().getSimpleName();
        }
        return e.getMessage();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
