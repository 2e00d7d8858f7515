package bitwright.sweep.point;

import bitwright.accel.Machine;
import bitwright.arith.NumberFormat;
import bitwright.config.Sweep;
import bitwright.runner.Runner;
import bitwright.sim.result.RunResult;
import bitwright.workload.ContentHash;
import bitwright.workload.LayerTrace;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The content of everything in Bitwright that can change a result: classes and resources of its rooms up to the runner.
 * The YAML library is not in it: what a run takes from there is in its configuration and its workload's content.
 */
final class BuildHash {
    /** One class of each room. */
    private static final List<Class<?>> ROOMS =
            List.of(NumberFormat.class, RunResult.class, LayerTrace.class, Machine.class, Sweep.class, Runner.class);

    private static final class Once {
        static final String HEX = compute();
    }

    private BuildHash() {}

    /** SHA-256 in hex; computed once a process. */
    static String hex() {
        return Once.HEX;
    }

    private static String compute() {
        try {
            var places = new TreeSet<Path>();
            for (Class<?> room : ROOMS) {
                places.add(Path.of(
                        room.getProtectionDomain().getCodeSource().getLocation().toURI()));
            }
            var content = new TreeMap<String, String>();
            for (Path place : places) {
                if (Files.isDirectory(place)) {
                    addFolder(place, content);
                } else {
                    addJar(place, content);
                }
            }
            var hash = new ContentHash();
            content.forEach((name, sum) -> hash.add(name, sum.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            return hash.hex();
        } catch (IOException e) {
            throw new UncheckedIOException("Bitwright's own classes cannot be read", e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Bitwright's own classes cannot be found", e);
        }
    }

    private static boolean counts(String name) {
        return name.startsWith("bitwright/") && !name.startsWith("bitwright/library/");
    }

    private static void addFolder(Path folder, TreeMap<String, String> content) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                if (counts(name)) {
                    content.put(name, ContentHash.sha256(Files.readAllBytes(file)));
                }
            }
        }
    }

    private static void addJar(Path jar, TreeMap<String, String> content) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            for (var entry : (Iterable<java.util.jar.JarEntry>) file.stream()::iterator) {
                if (!entry.isDirectory() && counts(entry.getName())) {
                    try (InputStream in = file.getInputStream(entry)) {
                        content.put(entry.getName(), ContentHash.sha256(in.readAllBytes()));
                    }
                }
            }
        }
    }
}
