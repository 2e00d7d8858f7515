package bitwright.benchmarks.arith;

import bitwright.arith.recoding.Recoding;
import bitwright.arith.recoding.TermCounts;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Counting terms of 8-bit values; scores are million values a second. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(Inputs.COUNT)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Terms {
    /** The recoding. */
    @Param
    public Recoding recoding;

    private final int[] values = Inputs.codes(8, 5);
    private final int[] terms = new int[Inputs.COUNT];

    @Benchmark
    public int[] bulk() {
        TermCounts.count(recoding, values, terms);
        return terms;
    }

    @Benchmark
    public int[] byDefinition() {
        for (int i = 0; i < values.length; i++) {
            terms[i] = recoding.terms(values[i]);
        }
        return terms;
    }
}
