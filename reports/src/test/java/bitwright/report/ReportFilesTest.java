package bitwright.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import bitwright.sim.result.RunResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFilesTest {
    private static final List<RunResult> RUNS = List.of(Results.slow(), Results.quick());

    @TempDir
    Path directory;

    @Test
    void theDirectoryIsMadeAndHoldsWhatWasAskedFor() throws IOException {
        Path out = directory.resolve("deep/out");
        var options = new ReportFiles.Options(true, true, "quick", "bitwright run x.yaml", List.of("careful"));
        List<Path> written = ReportFiles.write(out, RUNS, options);
        assertThat(names(out)).containsExactly("charts", "layers.csv", "report.html", "run.json");
        assertThat(names(out.resolve("charts")))
                .containsExactly(
                        "cycles.png",
                        "cycles.svg",
                        "energy.png",
                        "energy.svg",
                        "speed-up.png",
                        "speed-up.svg",
                        "traffic.png",
                        "traffic.svg",
                        "utilisation.png",
                        "utilisation.svg");
        assertThat(written).hasSize(13).last().isEqualTo(out.resolve("run.json"));
        assertThat(ResultsJson.read(out.resolve("run.json"))).isEqualTo(RUNS);
        assertThat(out.resolve("report.html")).content().contains("careful", "bitwright run x.yaml");
        assertThat(Files.readAllBytes(out.resolve("charts/cycles.png"))).startsWith(0x89, 'P', 'N', 'G');
    }

    @Test
    void aLinkStaysALinkAndItsFileIsWritten() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "old");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        ReportFiles.write(link, "new");
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("new");
        ReportFiles.write(link, text -> text.append("newer"));
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("newer");
        Path dangling = Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("absent"));
        ReportFiles.write(dangling, "there");
        assertThat(dangling).hasContent("there");
        assertThat(names(directory)).noneMatch(name -> name.endsWith(".partial"));
    }

    /** As a device would: what is written to it is read from it, and it is still one. */
    @Test
    void aPipeIsWrittenToAndStaysOne() throws Exception {
        Path pipe = directory.resolve("pipe");
        assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        var read = CompletableFuture.supplyAsync(() -> {
            try {
                return Files.readString(pipe);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        ReportFiles.write(pipe, "text");
        assertThat(read.get(60, TimeUnit.SECONDS)).isEqualTo("text");
        assertThat(Files.isRegularFile(pipe)).isFalse();
        assertThat(names(directory)).containsExactly("pipe");
    }

    @Test
    void theSameResultsGiveTheSameBytes() throws IOException {
        var options = new ReportFiles.Options(true, true, null, "c", List.of());
        List<Path> first = ReportFiles.write(directory.resolve("a"), RUNS, options);
        List<Path> second = ReportFiles.write(directory.resolve("b"), RUNS, options);
        for (int i = 0; i < first.size(); i++) {
            assertThat(Files.mismatch(first.get(i), second.get(i)))
                    .as(first.get(i).toString())
                    .isEqualTo(-1);
        }
    }

    @Test
    void aPageOfAnEarlierRunDoesNotStayBesideNewResults() throws IOException {
        ReportFiles.write(directory, RUNS, ReportFiles.Options.HTML);
        assertThat(names(directory)).contains("report.html");
        ReportFiles.write(directory, RUNS, ReportFiles.Options.DATA_ONLY);
        assertThat(names(directory)).containsExactly("layers.csv", "run.json");
    }

    @Test
    void aDirectoryThatIsAFileIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("taken"), "mine");
        assertThatThrownBy(() -> ReportFiles.write(file, RUNS, ReportFiles.Options.DATA_ONLY))
                .isInstanceOf(ReportException.class)
                .hasMessage(file + ": cannot be made: a file has that name");
        Path below = file.resolve("out");
        assertThatThrownBy(() -> ReportFiles.write(below, RUNS, ReportFiles.Options.DATA_ONLY))
                .isInstanceOf(ReportException.class)
                .hasMessageStartingWith(below + ": cannot be made: ");
        assertThat(file).hasContent("mine");
    }

    @Test
    void aPlaceForResultsIsCheckedWithoutLeavingATrace() throws IOException {
        ReportFiles.requireWritable(directory.resolve("a/b"));
        assertThat(names(directory)).isEmpty();
        Path file = Files.writeString(directory.resolve("taken"), "mine");
        assertThatThrownBy(() -> ReportFiles.requireWritable(file.resolve("out")))
                .isInstanceOf(ReportException.class)
                .hasMessage(file.resolve("out") + ": cannot be made: a file has the name " + file);
    }

    @Test
    void aFailureLeavesEverythingAsItWas() throws IOException {
        ReportFiles.write(directory, List.of(Results.slow()), ReportFiles.Options.HTML);
        byte[] page = Files.readAllBytes(directory.resolve("report.html"));
        byte[] csv = Files.readAllBytes(directory.resolve("layers.csv"));
        Files.delete(directory.resolve("run.json"));
        Files.createDirectories(directory.resolve("run.json/in the way"));
        assertThatThrownBy(() -> ReportFiles.write(directory, RUNS, ReportFiles.Options.HTML))
                .isInstanceOf(ReportException.class)
                .hasMessage(directory.resolve("run.json") + ": cannot be written: a directory has that name");
        assertThat(names(directory)).containsExactly("layers.csv", "report.html", "run.json");
        assertThat(Files.readAllBytes(directory.resolve("report.html"))).isEqualTo(page);
        assertThat(Files.readAllBytes(directory.resolve("layers.csv"))).isEqualTo(csv);
    }

    @Test
    void nothingIsWrittenWithoutResults() throws IOException {
        assertThatThrownBy(() -> ReportFiles.write(directory.resolve("out"), List.of(), ReportFiles.Options.HTML))
                .isInstanceOf(ReportException.class)
                .hasMessage("there are no results to report");
        assertThat(names(directory)).isEmpty();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
