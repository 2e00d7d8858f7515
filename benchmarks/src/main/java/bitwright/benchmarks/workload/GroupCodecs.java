package bitwright.benchmarks.workload;

import bitwright.workload.Tensor;
import bitwright.workload.codec.EncodedTensor;
import bitwright.workload.codec.GroupCodec;
import bitwright.workload.codec.GroupCodec.Signs;
import bitwright.workload.codec.GroupSizes;
import java.util.SplittableRandom;
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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Packing a tensor of 1 M values in groups of 16: about 45 % zeros, the rest about normal with 9 bits of magnitude. Scores
 * are million values a second.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(GroupCodecs.COUNT)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GroupCodecs {
    static final int COUNT = 1 << 20;

    private static final int CHANNELS = 256;

    /** Whether the tensor has signs. */
    @Param({"NONE", "EVERY_VALUE"})
    public Signs signs;

    private GroupCodec codec;
    private Tensor tensor;
    private EncodedTensor encoded;

    @Setup
    public void make() {
        var random = new SplittableRandom(1);
        int[] data = new int[COUNT];
        for (int i = 0; i < COUNT; i++) {
            int sum = random.nextInt(256) + random.nextInt(256) + random.nextInt(256) + random.nextInt(256) - 510;
            int value = random.nextInt(100) < 45 ? 0 : sum;
            data[i] = signs == Signs.NONE ? Math.abs(value) : value;
        }
        tensor = new Tensor(new int[] {COUNT / CHANNELS, CHANNELS}, data);
        codec = new GroupCodec(16, 4, true, signs);
        encoded = codec.encode(tensor);
    }

    @Benchmark
    public GroupSizes sizes() {
        return codec.sizes(tensor);
    }

    @Benchmark
    public EncodedTensor encode() {
        return codec.encode(tensor);
    }

    @Benchmark
    public Tensor decode() {
        return codec.decode(encoded);
    }
}
