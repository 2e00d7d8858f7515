package bitwright.sweep.execution;

import java.util.Optional;

/** A way to run points that comes in a JAR of its own; found as a service. */
public interface ExecutorProvider {
    /** What the command line calls it. */
    String name();

    /**
     * Starts it.
     *
     * @param master the cluster, in its own words
     * @param limitSeconds how long a point may take
     */
    SweepExecutor executor(String master, Optional<Double> limitSeconds);
}
