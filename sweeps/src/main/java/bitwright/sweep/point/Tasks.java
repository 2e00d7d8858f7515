package bitwright.sweep.point;

import bitwright.config.ConfigException;
import bitwright.config.ResolvedRun;
import bitwright.config.Sweep;
import bitwright.runner.Workload;
import bitwright.runner.WorkloadCache;
import bitwright.workload.ContentHash;
import bitwright.workload.WorkloadException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Makes points into tasks: binds their runs, opens their workloads, once each, and finds their keys. */
public final class Tasks {
    /** A task, or the outcome of a point that cannot become one. */
    public record Bound(Task task, Outcome invalid) {
        public String key() {
            return task == null ? invalid.key() : task.key();
        }
    }

    private final Sweep sweep;
    private final List<Path> plugins;
    private final WorkloadCache workloads = new WorkloadCache();
    private final Map<Path, String> hashes = new ConcurrentHashMap<>();

    /** @param plugins JARs beside those that the runs name */
    public Tasks(Sweep sweep, List<Path> plugins) {
        this.sweep = sweep;
        this.plugins = List.copyOf(plugins);
    }

    public Bound bind(Sweep.Point point) {
        try {
            ResolvedRun run = sweep.run(point);
            Workload workload = workloads.of(run.config());
            var jars = plugins(run);
            return new Bound(new Task(key(run, workload, jars), run, workload, jars), null);
        } catch (ConfigException | WorkloadException | IOException e) {
            var hash = new ContentHash()
                    .add("invalid", Long.toString(point.index()).getBytes(StandardCharsets.US_ASCII));
            var outcome = Outcome.failed(hash.hex(), Status.INVALID, Simulation.message(e), Outcome.Time.NONE);
            return new Bound(null, outcome);
        }
    }

    private String key(ResolvedRun run, Workload workload, List<Path> plugins) throws IOException {
        var hash = new ContentHash();
        add(hash, "configuration", run.hash(run.config().designs().get(0)));
        add(hash, "workload", workload.content().contentHash());
        add(hash, "build", BuildHash.hex());
        for (Path jar : plugins) {
            add(hash, "plugin", sha256(jar));
        }
        return hash.hex();
    }

    private List<Path> plugins(ResolvedRun run) {
        return Stream.concat(run.config().plugins().stream(), plugins.stream()).toList();
    }

    private static void add(ContentHash hash, String name, String text) {
        hash.add(name, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** A JAR's content, read once: its classes are loaded once, too. */
    private String sha256(Path jar) throws IOException {
        String known = hashes.get(jar);
        if (known == null) {
            known = new ContentHash().add(jar).hex();
            hashes.put(jar, known);
        }
        return known;
    }
}
