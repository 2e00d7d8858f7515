package bitwright.benchmarks.arith;

import bitwright.arith.posit.Posit;
import bitwright.arith.posit.Quire;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Posit operations on uniform codes; scores are million operations a second. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(Inputs.COUNT)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Posits {
    private static final Posit P16 = new Posit(16, 1);
    private static final Posit P32 = new Posit(32, 2);

    private final int[] a16 = Inputs.codes(16, 1);
    private final int[] b16 = Inputs.codes(16, 2);
    private final int[] a32 = Inputs.codes(32, 3);
    private final int[] b32 = Inputs.codes(32, 4);
    private final int[] results = new int[Inputs.COUNT];
    private final Quire quire = Quire.standard(P32);

    @Benchmark
    public int[] add16() {
        for (int i = 0; i < results.length; i++) {
            results[i] = P16.add(a16[i], b16[i]);
        }
        return results;
    }

    @Benchmark
    public int[] multiply16() {
        for (int i = 0; i < results.length; i++) {
            results[i] = P16.multiply(a16[i], b16[i]);
        }
        return results;
    }

    /** What one writes without posit arithmetic: through double, which for sixteen bits happens to be exact enough. */
    @Benchmark
    public int[] multiply16ThroughDouble() {
        for (int i = 0; i < results.length; i++) {
            results[i] = P16.encode(P16.decode(a16[i]) * P16.decode(b16[i]));
        }
        return results;
    }

    @Benchmark
    public int[] add32() {
        for (int i = 0; i < results.length; i++) {
            results[i] = P32.add(a32[i], b32[i]);
        }
        return results;
    }

    @Benchmark
    public int[] multiply32() {
        for (int i = 0; i < results.length; i++) {
            results[i] = P32.multiply(a32[i], b32[i]);
        }
        return results;
    }

    @Benchmark
    public int[] divide32() {
        for (int i = 0; i < results.length; i++) {
            results[i] = P32.divide(a32[i], b32[i]);
        }
        return results;
    }

    @Benchmark
    public int quireDot32() {
        quire.clear();
        quire.addProducts(a32, b32, 0, results.length);
        return quire.toPosit();
    }
}
