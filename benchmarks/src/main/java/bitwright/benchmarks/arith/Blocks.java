package bitwright.benchmarks.arith;

import bitwright.arith.block.BlockFormat;
import bitwright.arith.block.BlockTensor;
import bitwright.arith.bulk.BlockCodec;
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

/** Quantising to OCP MX blocks and back; scores are million elements a second. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(Inputs.COUNT)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Blocks {
    /** The block format. */
    @Param({"mxfp4_e2m1", "mxfp8_e4m3", "mxint8"})
    public String name;

    private final float[] values = Inputs.floats("normal");
    private final byte[] scales = new byte[Inputs.COUNT / 32];
    private final byte[] elements = new byte[Inputs.COUNT];
    private final float[] decoded = new float[Inputs.COUNT];
    private BlockFormat format;
    private BlockCodec codec;

    @Setup
    public void choose() {
        format = BlockFormat.MX.stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow();
        codec = BlockCodec.of(format);
        codec.encode(values, scales, elements);
    }

    @Benchmark
    public byte[] encode() {
        codec.encode(values, scales, elements);
        return elements;
    }

    @Benchmark
    public float[] decode() {
        codec.decode(scales, elements, decoded);
        return decoded;
    }

    @Benchmark
    public BlockTensor encodeByDefinition() {
        return format.encode(values);
    }
}
