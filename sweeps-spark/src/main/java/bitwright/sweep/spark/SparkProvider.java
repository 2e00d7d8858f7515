package bitwright.sweep.spark;

import bitwright.sweep.execution.ExecutorProvider;
import bitwright.sweep.execution.SweepExecutor;
import java.util.Optional;

/** Starts Spark. */
public final class SparkProvider implements ExecutorProvider {
    @Override
    public String name() {
        return "spark";
    }

    @Override
    public SweepExecutor executor(String master, Optional<Double> limitSeconds) {
        return new SparkExecutor(master, limitSeconds);
    }
}
