package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.config.Library;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs all that the library offers to run, some of it for minutes; a quick test only binds it. */
@Tag("slow")
class LibraryRunsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    static List<String> runs() {
        return Library.builtIn().names(Library.Kind.RUNS);
    }

    static List<String> sweeps() {
        return Library.builtIn().names(Library.Kind.SWEEPS);
    }

    /** The file is copied, since the library may lie in a JAR, where no command can be pointed at it. */
    private void ends(String command, Library.Kind kind, String name) throws IOException {
        String file = Files.copy(Library.builtIn().path(kind, name), folder.resolve(name + ".yaml"))
                .toString();
        int exitCode = Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true))
                .execute(command, file, "-o", folder.resolve("results").toString());
        assertThat(exitCode).as(err.toString()).isZero();
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everyRunEndsWithValuesThatAgree(String name) throws IOException {
        ends("run", Library.Kind.RUNS, name);
        assertThat(folder.resolve("results/run.json")).exists();
        assertThat(folder.resolve("results/report.html")).exists();
    }

    @ParameterizedTest
    @MethodSource("sweeps")
    void everySweepEndsWithoutAFailedPoint(String name) throws IOException {
        ends("sweep", Library.Kind.SWEEPS, name);
        assertThat(out.toString()).doesNotContain(" failed").contains(" done");
        assertThat(folder.resolve("results/points.csv")).exists();
    }
}
