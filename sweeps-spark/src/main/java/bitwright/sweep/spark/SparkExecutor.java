package bitwright.sweep.spark;

import bitwright.accel.Machine;
import bitwright.arith.NumberFormat;
import bitwright.config.ConfigReader;
import bitwright.config.PortableRun;
import bitwright.config.ResolvedRun;
import bitwright.runner.Runner;
import bitwright.sim.result.RunResult;
import bitwright.sweep.execution.SweepExecutor;
import bitwright.sweep.execution.TaskSource;
import bitwright.sweep.point.Outcome;
import bitwright.sweep.point.SweepException;
import bitwright.sweep.point.Task;
import bitwright.workload.LayerTrace;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Function2;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/**
 * Points on a Spark cluster. This process stays the one that chooses points and keeps results; workers are sent resolved
 * runs, and each needed file once under its content's hash. Spark runs the points of a lost worker elsewhere.
 */
public final class SparkExecutor implements SweepExecutor {
    /** Points of one task of Spark's: enough to outweigh its overhead, few enough to lose little. */
    private static final int POINTS_A_TASK = 4;

    private static final int TASKS_A_CORE = 16;

    private final JavaSparkContext spark;
    private final Optional<Double> limitSeconds;
    private final Path folder;
    private final Parcels parcels;

    /**
     * Connects to a cluster.
     *
     * @param master {@code local[*]}, {@code spark://host:port}, {@code yarn}, …
     * @param limitSeconds how long a point may take
     * @throws SweepException if there is none
     */
    public SparkExecutor(String master, Optional<Double> limitSeconds) {
        this.limitSeconds = limitSeconds;
        var conf = new SparkConf()
                .setMaster(master)
                .setAppName("bitwright sweep")
                .setIfMissing("spark.ui.enabled", "false");
        if (!master.startsWith("local")) {
            conf.setIfMissing("spark.jars", String.join(",", jars()));
        }
        try {
            folder = Files.createTempDirectory("bitwright-parcels");
            spark = new JavaSparkContext(conf);
        } catch (IOException | RuntimeException e) {
            throw new SweepException("Spark does not start with master " + master + ": " + e.getMessage(), e);
        }
        parcels = new Parcels(folder, file -> spark.addFile(file.toString()));
    }

    /** The JARs of Bitwright that a worker needs, and the libraries of theirs. */
    private static List<String> jars() {
        return Stream.of(
                        SparkExecutor.class,
                        SweepExecutor.class,
                        Runner.class,
                        ConfigReader.class,
                        Machine.class,
                        LayerTrace.class,
                        RunResult.class,
                        NumberFormat.class,
                        named("org.snakeyaml.engine.v2.api.Load"),
                        named("com.google.flatbuffers.Table"),
                        named("org.apache.commons.math3.util.FastMath"))
                .map(type ->
                        type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .filter(place -> place.endsWith(".jar"))
                .distinct()
                .toList();
    }

    private static Class<?> named(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a library is not on the class path", e);
        }
    }

    @Override
    public int parallelism() {
        return Math.max(1, spark.defaultParallelism());
    }

    @Override
    public void run(TaskSource tasks, Consumer<Outcome> done) {
        int most = parallelism() * TASKS_A_CORE * POINTS_A_TASK;
        var next = tasks.next();
        while (next.isPresent()) {
            var wave = new ArrayList<PortableTask>();
            Map<String, String> configHashes = new HashMap<>();
            for (; wave.size() < most && next.isPresent(); next = tasks.next()) {
                Task task = next.get();
                ResolvedRun run = task.run();
                configHashes.put(task.key(), run.hash(run.config().designs().get(0)));
                wave.add(portable(task));
            }
            // A worker's own hash is of a run with other paths in it.
            run(wave, outcome -> done.accept(withHash(outcome, configHashes.get(outcome.key()))));
        }
    }

    private static Outcome withHash(Outcome outcome, String configHash) {
        return new Outcome(
                outcome.key(),
                outcome.status(),
                outcome.error(),
                outcome.design(),
                outcome.workload(),
                outcome.configHash().isEmpty() ? "" : configHash,
                outcome.metrics(),
                outcome.layers(),
                outcome.energyPj(),
                outcome.time());
    }

    private PortableTask portable(Task task) {
        var used = new ArrayList<String>();
        PortableRun run = PortableRun.of(task.run(), path -> {
            String hash = parcels.parcel(path);
            used.add(hash);
            return hash + "/" + path.toAbsolutePath().normalize().getFileName();
        });
        var plugins = task.plugins().stream().map(parcels::jar).toList();
        return new PortableTask(task.key(), run, used, plugins);
    }

    private void run(List<PortableTask> wave, Consumer<Outcome> done) {
        int partitions = Math.max(1, (wave.size() + POINTS_A_TASK - 1) / POINTS_A_TASK);
        JavaRDD<PortableTask> points = spark.parallelize(wave, partitions);
        var all = CollectionConverters.asScala(
                        IntStream.range(0, partitions).<Object>mapToObj(i -> i).toList())
                .toSeq();
        try {
            spark.sc()
                    .<PortableTask, ArrayList<Outcome>>runJob(
                            points.rdd(),
                            simulation(limitSeconds.orElse(null)),
                            all,
                            (partition, outcomes) -> {
                                outcomes.forEach(done);
                                return BoxedUnit.UNIT;
                            },
                            ClassTag$.MODULE$.apply(ArrayList.class));
        } catch (Exception e) {
            if (e instanceof SparkException) { // a checked one, which Scala does not declare
                throw new SweepException("Spark gave up: " + e.getMessage(), e);
            }
            throw e;
        }
    }

    /** What is sent to the workers; it must not hold on to this object. */
    private static Function2<TaskContext, scala.collection.Iterator<PortableTask>, ArrayList<Outcome>> simulation(
            Double limitSeconds) {
        return (Function2<TaskContext, scala.collection.Iterator<PortableTask>, ArrayList<Outcome>> & Serializable)
                (context, tasks) -> new ArrayList<>(
                        Worker.simulate(CollectionConverters.asJava(tasks), Optional.ofNullable(limitSeconds)));
    }

    @Override
    public void close() {
        spark.close();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            // What is left in the folder for temporary files is the system's to clear.
        }
    }
}
