package bitwright.arith.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bitwright.arith.FloatFormat;
import bitwright.arith.Floats;
import bitwright.arith.IntegerFormat;
import bitwright.arith.NumberFormat;
import bitwright.arith.Overflow;
import bitwright.arith.RoundedFormat;
import bitwright.arith.Rounding;
import bitwright.arith.block.BlockFormat;
import bitwright.arith.block.BlockTensor;
import bitwright.arith.block.NonFinite;
import bitwright.arith.block.ScaleRule;
import bitwright.arith.catalog.Formats;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BulkTest {
    private static final long SEED = 20250081;

    static Stream<NumberFormat> formats() {
        return Formats.all().stream().filter(format -> format.bits() <= 16);
    }

    /** All exponents, ties and their neighbours, special values; a length that no unrolling divides. */
    private static float[] inputs(NumberFormat format) {
        Random random = new Random(SEED);
        float[] values = new float[4099];
        for (int i = 0; i < values.length; i++) {
            int kind = i % 4;
            if (kind == 0) {
                values[i] = Float.intBitsToFloat(random.nextInt());
            } else if (kind == 1) {
                values[i] = (float) random.nextGaussian();
            } else {
                int code = random.nextInt(1 << format.bits());
                double tie = (format.decode(code) + format.decode(code + 1)) / 2;
                values[i] = (float) tie;
                values[i] += kind == 2 ? 0 : Math.ulp(values[i]) * (random.nextInt(3) - 1);
            }
        }
        float[] special = {0, -0f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, Float.MIN_VALUE};
        System.arraycopy(special, 0, values, 0, special.length);
        values[6] = Float.intBitsToFloat(0xFF800001);
        values[7] = Float.MAX_VALUE;
        return values;
    }

    @ParameterizedTest
    @MethodSource("formats")
    void conversionsEqualTheScalarDefinition(NumberFormat format) {
        float[] values = inputs(format);
        if (format instanceof RoundedFormat rounded) {
            for (Rounding rounding : Rounding.values()) {
                for (Overflow overflow : policies(rounded)) {
                    for (Optional<FloatKernel> kernel : kernels()) {
                        int[] codes = format.bits() <= 8
                                ? unsigned(bytes(ByteCodec.of(rounded, rounding, overflow, kernel), values))
                                : unsigned(shorts(ShortCodec.of(rounded, rounding, overflow, kernel), values));
                        String how = rounding + " " + overflow + " " + kernel;
                        for (int i = 0; i < values.length; i++) {
                            same(codes[i], rounded.encode(values[i], rounding, overflow), values[i], how);
                        }
                    }
                }
            }
        }
        int[] codes = format.bits() <= 8
                ? unsigned(bytes(ByteCodec.of(format), values))
                : unsigned(shorts(ShortCodec.of(format), values));
        for (int i = 0; i < values.length; i++) {
            same(codes[i], format.encode(values[i]), values[i], "default");
        }
    }

    /** The plain loops, and those on vectors where the virtual machine has them. */
    private static List<Optional<FloatKernel>> kernels() {
        return FloatKernel.onVectors().isPresent()
                ? List.of(Optional.empty(), FloatKernel.onVectors())
                : List.of(Optional.empty());
    }

    @Test
    void vectorsAreUsedWhereTheirModuleIs() {
        assumeTrue(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(), "started without the module");
        assertThat(FloatKernel.onVectors()).isPresent();
    }

    private static List<Overflow> policies(RoundedFormat format) {
        return format instanceof FloatFormat
                ? List.of(Overflow.INFINITY, Overflow.SATURATE_FINITE, Overflow.SATURATE)
                : List.of(Overflow.SATURATE);
    }

    private static void same(int actual, int expected, float value, String how) {
        if (actual != expected) {
            assertThat(actual).as("seed %d: %a %s", SEED, value, how).isEqualTo(expected);
        }
    }

    private static byte[] bytes(ByteCodec codec, float[] values) {
        byte[] codes = new byte[values.length];
        codec.encode(values, codes);
        return codes;
    }

    private static short[] shorts(ShortCodec codec, float[] values) {
        short[] codes = new short[values.length];
        codec.encode(values, codes);
        return codes;
    }

    private static int[] unsigned(byte[] codes) {
        int[] unsigned = new int[codes.length];
        for (int i = 0; i < codes.length; i++) {
            unsigned[i] = codes[i] & 0xFF;
        }
        return unsigned;
    }

    private static int[] unsigned(short[] codes) {
        int[] unsigned = new int[codes.length];
        for (int i = 0; i < codes.length; i++) {
            unsigned[i] = codes[i] & 0xFFFF;
        }
        return unsigned;
    }

    @ParameterizedTest
    @MethodSource("formats")
    void everyCodeDecodes(NumberFormat format) {
        int count = 1 << format.bits();
        float[] values = new float[count];
        if (format.bits() <= 8) {
            byte[] codes = new byte[count];
            for (int code = 0; code < count; code++) {
                codes[code] = (byte) code;
            }
            ByteCodec.of(format).decode(codes, values);
        } else {
            short[] codes = new short[count];
            for (int code = 0; code < count; code++) {
                codes[code] = (short) code;
            }
            ShortCodec.of(format).decode(codes, values);
        }
        for (int code = 0; code < count; code++) {
            assertThat(values[code]).isEqualTo(Float.valueOf((float) format.decode(code)));
        }
    }

    @Test
    void rangesLeaveTheRestAlone() {
        byte[] codes = new byte[5];
        ByteCodec.of(Floats.E4M3FN).encode(new float[] {9, 1, 2, 9}, 1, codes, 2, 2);
        assertThat(codes).containsExactly(0, 0, 0x38, 0x40, 0);
        float[] values = new float[4];
        ByteCodec.of(Floats.E4M3FN).decode(codes, 2, values, 1, 2);
        assertThat(values).containsExactly(0, 1, 2, 0);
        short[] halves = new short[3];
        ShortCodec.of(Floats.FLOAT16).encode(new float[] {7, 1}, 1, halves, 1, 1);
        assertThat(halves).containsExactly((short) 0, (short) 0x3C00, (short) 0);
    }

    @Test
    void blocksEqualTheScalarDefinition() {
        List<BlockFormat> formats = new ArrayList<>();
        for (BlockFormat mx : BlockFormat.MX) {
            for (ScaleRule rule : ScaleRule.values()) {
                formats.add(mx.with(rule));
            }
            for (Rounding rounding : Rounding.values()) {
                formats.add(mx.with(rounding));
            }
            formats.add(mx.with(NonFinite.ELEMENT_BY_ELEMENT));
        }
        formats.add(BlockFormat.nvfp4SingleLevel());
        formats.add(BlockFormat.dynamicFixedPoint(8));
        formats.add(BlockFormat.blockFloatingPoint(16, 5, 5));
        for (BlockFormat format : formats) {
            for (Optional<FloatKernel> kernel : kernels()) {
                blocksEqual(format, kernel);
            }
        }
    }

    private static void blocksEqual(BlockFormat format, Optional<FloatKernel> kernel) {
        float[] values = blocks();
        BlockTensor expected = format.encode(values);
        byte[] scales = new byte[expected.scales().length];
        byte[] elements = new byte[values.length];
        BlockCodec codec = BlockCodec.of(format, kernel);
        codec.encode(values, scales, elements);
        String what = format.name() + " " + format.rule() + " " + format.rounding();
        assertThat(unsigned(scales)).as(what).isEqualTo(expected.scales());
        assertThat(unsigned(elements)).as(what).isEqualTo(expected.elements());
        float[] decoded = new float[values.length];
        codec.decode(scales, elements, decoded);
        assertThat(decoded).as(what).isEqualTo(expected.decode());
    }

    /** Blocks of one magnitude each, from subnormal to huge, some with zeros, infinities and NaN. */
    private static float[] blocks() {
        Random random = new Random(SEED);
        float[] values = new float[32 * 300 + 7];
        for (int i = 0; i < values.length; i++) {
            int block = i / 32;
            int exponent = block % 290 - 150;
            values[i] = (float) Math.scalb(random.nextGaussian(), exponent);
            if (block % 17 == 0) {
                values[i] = 0;
            } else if (block % 23 == 0 && random.nextInt(40) == 0) {
                values[i] = random.nextBoolean() ? Float.NaN : Float.NEGATIVE_INFINITY;
            } else if (random.nextInt(10) == 0) {
                values[i] = (float) Math.scalb(random.nextGaussian(), exponent - 60);
            }
        }
        return values;
    }

    @Test
    void tooWideFormatsAreRefused() {
        assertThatThrownBy(() -> ByteCodec.of(IntegerFormat.signed(9))).hasMessageContaining("at most 8 bits");
        assertThatThrownBy(() -> ShortCodec.of(Floats.TF32)).hasMessageContaining("at most 16 bits");
    }
}
