package bitwright.benchmarks.sim;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Events handled a second under the hold model, by the engine and by a priority queue of objects. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(3)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class EngineBenchmark {
    private static final int EVENTS = 1 << 20;

    /** Events waiting at any time. */
    @Param({"16", "4096", "65536"})
    public int pending;

    @Param({"UNIFORM", "ONE", "BIMODAL"})
    public Hold.Delays delays;

    private Hold wheel;
    private Hold priorityQueue;
    private long target;

    @Setup(Level.Trial)
    public void fill() {
        wheel = new Hold(new EventQueue.Wheel(), delays, pending);
        priorityQueue = new Hold(new EventQueue.Heap(), delays, pending);
    }

    // The target is counted from the start, so what one invocation handles too much the next one handles less.

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void engine() {
        wheel.runUntilHandled(target += EVENTS);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void priorityQueue() {
        priorityQueue.runUntilHandled(target += EVENTS);
    }
}
