package bitwright.benchmarks.arith;

import bitwright.arith.Floats;
import bitwright.arith.bulk.ByteCodec;
import bitwright.arith.bulk.ShortCodec;
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

/** float32 to small floats and back; scores are million elements a second. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(Inputs.COUNT)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FloatConversions {
    /** Distribution of the inputs. */
    @Param({"normal", "bits"})
    public String distribution;

    private final ByteCodec e4m3fn = ByteCodec.of(Floats.E4M3FN);
    private final ByteCodec e2m1fn = ByteCodec.of(Floats.E2M1FN);
    private final ShortCodec bfloat16 = ShortCodec.of(Floats.BFLOAT16);
    private final ShortCodec float16 = ShortCodec.of(Floats.FLOAT16);
    private final byte[] bytes = new byte[Inputs.COUNT];
    private final short[] shorts = new short[Inputs.COUNT];
    private final float[] decoded = new float[Inputs.COUNT];
    private float[] values;

    @Setup
    public void fill() {
        values = Inputs.floats(distribution);
        e4m3fn.encode(values, bytes);
        bfloat16.encode(values, shorts);
    }

    @Benchmark
    public byte[] toE4m3fn() {
        e4m3fn.encode(values, bytes);
        return bytes;
    }

    @Benchmark
    public byte[] toE4m3fnNaive() {
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) NaiveE4m3fn.encode(values[i]);
        }
        return bytes;
    }

    @Benchmark
    public byte[] toE4m3fnByDefinition() {
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) Floats.E4M3FN.encode(values[i]);
        }
        return bytes;
    }

    @Benchmark
    public byte[] toE2m1fn() {
        e2m1fn.encode(values, bytes);
        return bytes;
    }

    @Benchmark
    public short[] toBfloat16() {
        bfloat16.encode(values, shorts);
        return shorts;
    }

    @Benchmark
    public short[] toBfloat16ByDefinition() {
        for (int i = 0; i < values.length; i++) {
            shorts[i] = (short) Floats.BFLOAT16.encode(values[i]);
        }
        return shorts;
    }

    @Benchmark
    public short[] toFloat16() {
        float16.encode(values, shorts);
        return shorts;
    }

    @Benchmark
    public float[] fromE4m3fn() {
        e4m3fn.decode(bytes, decoded);
        return decoded;
    }

    @Benchmark
    public float[] fromE4m3fnByDefinition() {
        for (int i = 0; i < bytes.length; i++) {
            decoded[i] = (float) Floats.E4M3FN.decode(bytes[i]);
        }
        return decoded;
    }

    @Benchmark
    public float[] fromBfloat16() {
        bfloat16.decode(shorts, decoded);
        return decoded;
    }
}
