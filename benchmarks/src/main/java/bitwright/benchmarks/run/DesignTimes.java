package bitwright.benchmarks.run;

import bitwright.config.ConfigReader;
import bitwright.config.Setting;
import bitwright.runner.Runner;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Processor time of a run file, design by design, reading included: {@code DesignTimes RUN.yaml THREADS ROUNDS DESIGN…}.
 * The first round of the first design has a cold JVM; later rounds show what the simulation takes once it is warm.
 */
public final class DesignTimes {
    private DesignTimes() {}

    public static void main(String[] arguments) {
        var file = Path.of(arguments[0]);
        var runner = new Runner(Integer.parseInt(arguments[1]));
        int rounds = Integer.parseInt(arguments[2]);
        for (String design : List.of(arguments).subList(3, arguments.length)) {
            var resolved =
                    ConfigReader.builtIn().run(file, List.of(Setting.parse("designs=[" + design + "]")), List.of());
            var line = new StringBuilder(String.format(Locale.ROOT, "%-28s", design));
            for (int round = 0; round < rounds; round++) {
                long wall = System.nanoTime();
                long processor = processorNanos();
                runner.run(resolved);
                line.append(String.format(
                        Locale.ROOT,
                        "  %6.3f s (wall %6.3f)",
                        (processorNanos() - processor) / 1e9,
                        (System.nanoTime() - wall) / 1e9));
            }
            System.out.println(line);
        }
    }

    /** Of the whole process: compiler and collector are part of what a user waits for. */
    private static long processorNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
