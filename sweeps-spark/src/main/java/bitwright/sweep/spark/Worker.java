package bitwright.sweep.spark;

import bitwright.config.ConfigException;
import bitwright.config.ConfigReader;
import bitwright.config.ResolvedRun;
import bitwright.runner.WorkloadCache;
import bitwright.sweep.execution.LocalExecutor;
import bitwright.sweep.point.Outcome;
import bitwright.sweep.point.Status;
import bitwright.sweep.point.Task;
import bitwright.workload.WorkloadException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.ZipInputStream;
import org.apache.spark.SparkFiles;

/** What a worker's process keeps between points: the reader with its plug-ins, workloads, unpacked parcels. */
final class Worker {
    private static final ConfigReader READER = ConfigReader.builtIn();
    private static final WorkloadCache WORKLOADS = new WorkloadCache();
    private static final ConcurrentHashMap<String, Path> UNPACKED = new ConcurrentHashMap<>();

    private Worker() {}

    /** Simulates some points, one after the other. */
    static List<Outcome> simulate(Iterator<PortableTask> tasks, Optional<Double> limitSeconds) {
        var outcomes = new ArrayList<Outcome>();
        try (var executor = new LocalExecutor(1, limitSeconds)) {
            while (tasks.hasNext()) {
                PortableTask portable = tasks.next();
                try {
                    var one = new AtomicReference<>(task(portable));
                    executor.run(() -> Optional.ofNullable(one.getAndSet(null)), outcomes::add);
                } catch (ConfigException | WorkloadException | IOException e) {
                    outcomes.add(Outcome.failed(
                            portable.key(), Status.INVALID, String.valueOf(e.getMessage()), Outcome.Time.NONE));
                }
            }
        }
        return outcomes;
    }

    private static Task task(PortableTask portable) throws IOException {
        Path directory = Path.of("");
        for (String parcel : portable.parcels()) {
            directory = UNPACKED.computeIfAbsent(parcel, Worker::unpacked).getParent();
        }
        var plugins = portable.plugins().stream()
                .map(hash -> Path.of(SparkFiles.get(hash + Parcels.JAR)))
                .toList();
        ResolvedRun run = READER.run(portable.run(), directory, plugins);
        return new Task(portable.key(), run, WORKLOADS.of(run.config()), plugins);
    }

    /** The folder that a parcel has been unpacked to; it is shared by the processes of this machine and outlives them. */
    private static Path unpacked(String hash) {
        try {
            Path cache = Path.of(System.getProperty("java.io.tmpdir"), "bitwright-" + System.getProperty("user.name"));
            Path folder = cache.resolve(hash);
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(cache);
                Path fresh = Files.createTempDirectory(cache, "unpacking");
                unzip(Path.of(SparkFiles.get(hash + Parcels.ZIP)), fresh);
                try {
                    Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
                } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
                    delete(fresh); // another process was quicker
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("parcel " + hash + " cannot be unpacked", e);
        }
    }

    private static void unzip(Path packed, Path folder) throws IOException {
        try (var zip = new ZipInputStream(Files.newInputStream(packed))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = folder.resolve(entry.getName()).normalize();
                if (!file.startsWith(folder)) {
                    throw new IOException("an entry leads out of the folder: " + entry.getName());
                }
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
