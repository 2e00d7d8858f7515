package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the launcher script in a small tree of its own, with a Maven and a Java that only write down how they are called. */
class LauncherTest {
    private record Outcome(int exitCode, String out, String err) {}

    @TempDir
    Path folder;

    private Path root;
    private Path source;
    private Path builds;

    @BeforeEach
    void aSmallTree() throws IOException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no bash here");
        root = Files.createDirectories(folder.resolve("a checkout with spaces"));
        builds = folder.resolve("builds");
        source = write("arith/src/main/java/A.java", "class A {}");
        write("arith/src/main/java/B.java", "class B {}");
        write("pom.xml", "");
        write("cli/pom.xml", "");
        write("configs/designs/loom.yaml", "family: x");
        Path launcher = Path.of(System.getProperty("bitwright.root")).resolve("bitwright");
        Files.copy(launcher, root.resolve("bitwright"));
        program("mvn", """
                echo build >>"$BUILDS"
                [[ -z ${BROKEN:-} ]] || { echo "[ERROR] A.java does not compile"; exit 1; }
                mkdir -p cli/target/lib
                touch cli/target/lib/library.jar cli/target/bitwright-cli-1.jar
                """);
        program("java", "[[ $* == *ArchiveClassesAtExit* ]] || printf '%s\\n' \"$PWD\" \"$@\"\n");
        program("flock", "exec /usr/bin/flock \"$@\"\n");
    }

    private Path write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.createDirectories(folder.resolve("bin")).resolve(name);
        Files.writeString(file, "#!/bin/bash\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Process start(Path launcher, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).directory(folder.toFile());
        process.environment().remove("JAVA_HOME");
        process.environment().remove("JAVA_OPTS");
        process.environment().put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
        process.environment().put("BUILDS", builds.toString());
        if (Files.exists(folder.resolve("broken"))) {
            process.environment().put("BROKEN", "1");
        }
        return process.start();
    }

    private static Outcome end(Process process) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes());
        String err = new String(process.getErrorStream().readAllBytes());
        return new Outcome(process.waitFor(), out, err);
    }

    private Outcome launch(String... arguments) throws IOException, InterruptedException {
        return end(start(root.resolve("bitwright"), arguments));
    }

    private int buildCount() throws IOException {
        return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
    }

    /** Lets the file system's clock move on, so that what is written next is newer. */
    private static void aMomentLater() throws InterruptedException {
        Thread.sleep(30);
    }

    @Test
    void theFirstUseBuildsAndTheNextOnesDoNot() throws Exception {
        var first = launch("run", "my file.yaml");
        assertThat(first.exitCode()).isZero();
        assertThat(first.err()).isEqualTo("bitwright: building, this takes a moment …\n");
        var arguments = first.out().lines().toList();
        assertThat(Path.of(arguments.get(0))).isEqualTo(folder.toRealPath());
        assertThat(arguments).endsWith("bitwright.cli.Main", "run", "my file.yaml");
        String classPath = arguments.get(arguments.indexOf("-cp") + 1);
        assertThat(classPath.split(":")).hasSize(2).allMatch(jar -> Files.exists(Path.of(jar)));
        assertThat(launch("--version").err()).isEmpty();
        assertThat(buildCount()).isEqualTo(1);
    }

    @Test
    void changesAdditionsAndDeletionsBuildAgain() throws Exception {
        launch();
        aMomentLater();
        Files.writeString(source, "class A { }");
        launch();
        assertThat(buildCount()).isEqualTo(2);
        aMomentLater();
        Files.delete(source);
        launch();
        assertThat(buildCount()).isEqualTo(3);
        aMomentLater();
        write("configs/designs/new.yaml", "family: y");
        launch();
        assertThat(buildCount()).isEqualTo(4);
        aMomentLater();
        write("results/run.json", "{}");
        write("cli/target/log", "");
        launch();
        assertThat(buildCount()).isEqualTo(4);
    }

    @Test
    void aBrokenBuildShowsWhyAndIsTriedAgain() throws Exception {
        Files.createFile(folder.resolve("broken"));
        var broken = launch("run");
        assertThat(broken.exitCode()).isEqualTo(3);
        assertThat(broken.out()).isEmpty();
        assertThat(broken.err()).contains("A.java does not compile").contains("the build failed");
        Files.delete(folder.resolve("broken"));
        assertThat(launch("run").exitCode()).isZero();
        assertThat(buildCount()).isEqualTo(2);
    }

    @Test
    void aLinkLeadsToTheSamePlace() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("bw"), Path.of("a checkout with spaces/bitwright"));
        var outcome = end(start(Files.createSymbolicLink(folder.resolve("bw2"), link), "designs"));
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).endsWith("designs\n");
    }

    @Test
    void severalAtOnceBuildOnce() throws Exception {
        var processes = new ArrayList<Process>();
        for (int i = 0; i < 4; i++) {
            processes.add(start(root.resolve("bitwright"), "designs"));
        }
        for (var process : processes) {
            assertThat(end(process).exitCode()).isZero();
        }
        assertThat(buildCount()).isEqualTo(1);
    }
}
