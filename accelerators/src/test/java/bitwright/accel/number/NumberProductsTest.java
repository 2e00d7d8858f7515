package bitwright.accel.number;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arith.dot.LMul;
import bitwright.workload.Geometry;
import bitwright.workload.Op;
import bitwright.workload.real.Product;
import bitwright.workload.real.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layers through a design's numbers against exact rationals, rounded here where the register rounds. */
class NumberProductsTest {
    /** A sum as a register holds it. */
    private interface Register {
        BigInteger round(BigInteger sum);
    }

    /** Sums are integers in units of 2 to this power. */
    private static final int UNIT = -400;

    private static BigInteger units(double value) {
        if (value == 0) {
            return BigInteger.ZERO;
        }
        int exponent = Math.getExponent(value) - 52;
        return BigInteger.valueOf((long) Math.scalb(value, -exponent)).shiftLeft(exponent - UNIT);
    }

    /** The nearest number of so many significant bits, ties to even; exponents are not limited, values here stay inside. */
    private static BigInteger significant(BigInteger value, int bits) {
        int cut = value.abs().bitLength() - bits;
        if (cut <= 0) {
            return value;
        }
        BigInteger[] parts = value.abs().divideAndRemainder(BigInteger.ONE.shiftLeft(cut));
        int half = parts[1].shiftLeft(1).compareTo(BigInteger.ONE.shiftLeft(cut));
        boolean up = half > 0 || half == 0 && parts[0].testBit(0);
        BigInteger size = (up ? parts[0].add(BigInteger.ONE) : parts[0]).shiftLeft(cut);
        return value.signum() < 0 ? size.negate() : size;
    }

    private static Register register(String format) {
        return switch (format) {
            case "float32" -> sum -> significant(sum, 24);
            case "bfloat16" -> sum -> significant(sum, 8);
            case "float16" -> sum -> significant(sum, 11);
            default -> sum -> sum; // exact, and integers wide enough
        };
    }

    private static Value random(SplittableRandom random, boolean positive, int... shape) {
        var reals = new float[Value.volume(shape)];
        for (int i = 0; i < reals.length; i++) {
            double bell = random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5;
            reals[i] = (float) (positive ? Math.max(0, bell) : bell * Math.scalb(1, random.nextInt(-6, 1)));
        }
        return Value.of(shape, reals);
    }

    private static Arithmetic arithmetic(String format, String sum, Arithmetic.Product product, int lanes) {
        return new Arithmetic(
                OperandFormat.of(format),
                OperandFormat.of(format),
                product,
                LMul.Variant.SATURATING_ADDER,
                lanes,
                Arithmetic.Inside.EXACT,
                SumFormat.of(sum));
    }

    /** Every output of a layer by hand: what the codes are worth, multiplied and added in the stated order. */
    private static double[] expected(
            Product layer, Arithmetic arithmetic, NumberProducts.Operands operands, int stretch) {
        int[] in = layer.activations().shape();
        int[] kernel = layer.weights().shape();
        int[] out = layer.outputShape();
        Geometry g = layer.geometry();
        Register register = register(arithmetic.accumulator().format());
        CodedTensor a = operands.activations();
        CodedTensor w = operands.weights();
        double[] results = new double[out[0] * out[1] * out[2] * out[3]];
        int perGroup = out[3] / g.groups();
        for (int i = 0; i < results.length; i++) {
            int filter = i % out[3];
            int x = i / out[3] % out[2] * g.strideW() - g.padLeft();
            int y = i / out[3] / out[2] % out[1] * g.strideH() - g.padTop();
            int n = i / out[3] / out[2] / out[1];
            BigInteger whole = BigInteger.ZERO;
            BigInteger sum = BigInteger.ZERO;
            BigInteger correction = BigInteger.ZERO;
            int steps = 0;
            for (int tap = 0; tap < kernel[1] * kernel[2]; tap++) {
                int row = y + tap / kernel[2] * g.dilationH();
                int column = x + tap % kernel[2] * g.dilationW();
                boolean inside = row >= 0 && row < in[1] && column >= 0 && column < in[2];
                for (int c = 0; c < kernel[3]; c += arithmetic.lanes()) {
                    BigInteger step = BigInteger.ZERO;
                    for (int lane = c; lane < Math.min(kernel[3], c + arithmetic.lanes()); lane++) {
                        int at = ((n * in[1] + row) * in[2] + column) * in[3] + filter / perGroup * kernel[3] + lane;
                        double left = inside ? a.values()[at] : a.zeroPoint();
                        double right = w.values()[(filter * kernel[1] * kernel[2] + tap) * kernel[3] + lane];
                        step = step.add(product(arithmetic, left, right));
                        correction =
                                correction.add(BigInteger.valueOf(a.zeroPoint()).multiply(units(right)));
                    }
                    sum = register.round(sum.add(step));
                    if (++steps % stretch == 0) {
                        whole = register.round(whole.add(sum));
                        sum = BigInteger.ZERO;
                    }
                }
            }
            whole = register.round(whole.add(sum)).subtract(correction);
            results[i] = new BigDecimal(whole)
                            .multiply(new BigDecimal(Math.scalb(1.0, UNIT)))
                            .doubleValue()
                    * a.scale(0)
                    * w.scale(filter);
        }
        return results;
    }

    /** L-Mul's adder on E4M3 or bfloat16 values, from the paper's equation with the carry of an adder. */
    private static BigInteger product(Arithmetic arithmetic, double left, double right) {
        if (arithmetic.product() == Arithmetic.Product.EXACT) {
            return units(left).multiply(units(right)).shiftRight(-UNIT);
        }
        boolean small = arithmetic.weights().name().contains("e4m3");
        double least = small ? 0x1p-6 : 0x1p-126;
        if (Math.abs(left) < least || Math.abs(right) < least) {
            return BigInteger.ZERO;
        }
        int ex = Math.getExponent(left);
        int ey = Math.getExponent(right);
        double sum =
                Math.scalb(Math.abs(left), -ex) - 1 + Math.scalb(Math.abs(right), -ey) - 1 + (small ? 0.125 : 0.0625);
        int carries = (int) sum; // into the exponent, two at most
        double size = Math.scalb(1 + sum - carries, ex + ey + carries);
        size = size < least ? 0 : small ? Math.min(size, 448) : size;
        return units((left < 0) != (right < 0) ? -size : size);
    }

    @ParameterizedTest
    @CsvSource({
        "int8, int32, EXACT, 1, 1000",
        "int4, int32, EXACT, 1, 7",
        "int8, int32, EXACT, 4, 1000",
        "ternary, int16, EXACT, 1, 1000",
        "int5, float16, EXACT, 1, 1000",
        "float8_e4m3fn, float32, EXACT, 1, 1000",
        "float8_e5m2, float32, EXACT, 1, 5",
        "float8_e5m2, bfloat16, EXACT, 1, 1000",
        "float6_e2m3fn, float16, EXACT, 1, 3",
        "bfloat16, float32, EXACT, 1, 1000",
        "bfloat16, bfloat16, EXACT, 1, 1000",
        "float16, float16, EXACT, 1, 1000",
        "float32, float32, EXACT, 1, 1000",
        "posit8_es0, exact, EXACT, 1, 1000",
        "posit8_es2, exact, EXACT, 1, 1000",
        "posit16_es1, exact, EXACT, 1, 1000",
        "posit16_es1, float32, EXACT, 1, 1000",
        "mxfp8_e4m3, float32, EXACT, 1, 1000",
        "mxfp8_e5m2, float32, EXACT, 32, 1000",
        "mxfp6_e3m2, float32, EXACT, 16, 2",
        "mxfp4_e2m1, bfloat16, EXACT, 32, 1000",
        "mxint8, float32, EXACT, 32, 1000",
        "nvfp4, float32, EXACT, 16, 1000",
        "nvfp4, bfloat16, EXACT, 1, 1000",
        "float8_e5m2, float32, EXACT, 8, 1000",
        "float8_e4m3fn, float32, L_MUL, 1, 1000",
        "bfloat16, float32, L_MUL, 1, 4",
        "float8_e4m3fn, bfloat16, L_MUL, 1, 1000"
    })
    void sumsAreThoseOfExactRationals(String format, String sum, Arithmetic.Product product, int lanes, int stretch) {
        long seed = 11;
        var random = new SplittableRandom(seed);
        Arithmetic arithmetic = arithmetic(format, sum, product, lanes);
        int[][] shapes = {{5, 3, 1}, {37, 4, 1}, {6, 6, 6}}; // channels, filters, groups
        for (int[] shape : shapes) {
            var g = new Geometry(2, 1, 1, 0, 1, 1, 1, 2, shape[2]);
            Value activations = random(random, shape[0] != 5, 2, 4, 5, shape[0]);
            Value weights = random(random, false, shape[1], 3, 2, shape[0] / shape[2]);
            var layer = new Product("layer", Op.CONV2D, g, activations, weights, true, new long[0]);
            Span span = Span.of(activations.reals(), 0, activations.volume());
            var numbers = new NumberProducts(arithmetic, new SumOrder(stretch, 1), Map.of("layer", span));
            assertThat(numbers.of(layer))
                    .as("seed " + seed + " " + java.util.Arrays.toString(shape))
                    .isEqualTo(expected(layer, arithmetic, numbers.operands(layer), stretch));
        }
    }

    /** The bulk form and the definition, on operands that make float sums tie, cancel and leave the normal range. */
    @ParameterizedTest
    @CsvSource({
        "float8_e5m2, float16, EXACT, 1", "float8_e5m2, float16, EXACT, 4", "float8_e4m3fn, float8_e5m2, EXACT, 1",
        "bfloat16, bfloat16, EXACT, 1", "posit8_es2, exact, EXACT, 1", "posit16_es1, exact, EXACT, 1",
        "float8_e4m3fn, float16, L_MUL, 1", "float8_e4m3fn, float16, MITCHELL, 1", "posit16_es2, exact, EXACT, 1"
    })
    void theBulkFormIsTheDefinition(String format, String sum, Arithmetic.Product product, int lanes) {
        var random = new SplittableRandom(3);
        Arithmetic arithmetic = arithmetic(format, sum, product, lanes);
        var element = arithmetic.weights().element();
        int filters = 5;
        int depth = 24;
        var definition = new PeArithmetic(arithmetic);
        for (int trial = 0; trial < 200; trial++) {
            int[] codes = codes(random, depth, element.bits());
            int[] weights = codes(random, depth * filters, element.bits());
            double[] values =
                    java.util.Arrays.stream(codes).mapToDouble(element::decode).toArray();
            double[] weightValues = java.util.Arrays.stream(weights)
                    .mapToDouble(element::decode)
                    .toArray();
            var sums = FilterSums.of(
                    arithmetic, new FilterSums.Weights(filters, depth, weights, weightValues, true), values);
            double[] found = sums.of(codes, values, 0, depth).clone();
            for (int f = 0; f < filters; f++) {
                var accumulator = definition.start();
                var column = new int[depth];
                for (int k = 0; k < depth; k++) {
                    column[k] = weights[k * filters + f];
                }
                for (int k = 0; k < depth; k += lanes) {
                    definition.step(accumulator, codes, column, k, k + lanes);
                }
                assertThat(Double.compare(found[f] + 0.0, accumulator.value() + 0.0))
                        .as("trial " + trial + ": " + found[f] + " for " + accumulator.value())
                        .isZero();
            }
        }
    }

    private static int[] codes(SplittableRandom random, int count, int bits) {
        var codes = new int[count];
        for (int i = 0; i < count; i++) {
            codes[i] = random.nextInt(1 << bits);
        }
        return codes;
    }

    /** 3 bits over a span of 0 to 7 step by one; half a step up, and what lies beyond stays at the end. */
    @Test
    void integersAreAffineOverTheirSpan() {
        var coder = new TensorCoder(arithmetic("int3", "int32", Arithmetic.Product.EXACT, 1), 10);
        CodedTensor coded = coder.activations(new float[] {0, 1, 2.5f, 6.6f, 9}, 5, new Span(0, 7));
        assertThat(coded.codes()).containsExactly(-4, -3, -2, 3, 3); // 2.5 ties to 2
        assertThat(coded.zeroPoint()).isEqualTo(-4);
        assertThat(coded.scale(0)).isEqualTo(1);
        CodedTensor weights = coder.weights(new float[] {3, -1.4f, 0.6f, -0.2f}, 2, 2);
        assertThat(weights.codes()).containsExactly(3, -1, 3, -1); // scales 1 and 0.2
    }

    /** BitNet b1.58: the mean magnitude of 0.2, 1, 0.6, 0.2 is 0.5, so that they are 0 (0.4), 1, 1, 0. */
    @Test
    void ternaryWeightsAreScaledByTheirMean() {
        var coder = new TensorCoder(arithmetic("ternary", "int32", Arithmetic.Product.EXACT, 1), 4);
        CodedTensor weights = coder.weights(new float[] {0.2f, -1, 0.6f, -0.2f}, 1, 4);
        assertThat(weights.codes()).containsExactly(0, -1, 1, 0);
        assertThat(weights.scale(0)).isCloseTo(0.5, org.assertj.core.api.Assertions.within(1e-7));
    }
}
