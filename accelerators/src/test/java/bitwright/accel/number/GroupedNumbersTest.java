package bitwright.accel.number;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bitwright.workload.Geometry;
import bitwright.workload.Op;
import bitwright.workload.real.Product;
import bitwright.workload.real.Value;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A network's reals through weights in groups, against weights that are dequantised first, in exact decimals. */
class GroupedNumbersTest {
    @ParameterizedTest
    @CsvSource({"int8, int32, 4, 8", "int8, int32, 3, 5", "float16, float32, 4, 64", "int8, int32, 8, 37"})
    void groupsGiveWhatDequantisedWeightsWould(String activations, String sum, int bits, int size) {
        var random = new SplittableRandom(24);
        int depth = 37;
        int filters = 5;
        var left = Value.of(new int[] {3, depth}, reals(random, 3 * depth));
        var right = Value.of(new int[] {filters, depth}, reals(random, filters * depth));
        var layer = new Product("layer", Op.FULLY_CONNECTED, Geometry.UNIT, left, right, true, new long[0]);
        var rule = new WeightGroups(bits, size, true, "float16", SumFormat.of("exact"));
        var arithmetic = new Arithmetic(
                OperandFormat.of(activations), rule.format(), Arithmetic.Product.SHIFT_ADD, SumFormat.of(sum));
        var products = new NumberProducts(
                arithmetic, SumOrder.PLAIN, Optional.of(rule), Map.of("layer", Span.of(left.reals(), 0, 3 * depth)));
        CodedTensor coded = products.operands(layer).activations();
        double[] ours = products.of(layer);
        for (int row = 0; row < 3; row++) {
            for (int f = 0; f < filters; f++) {
                BigDecimal exact = BigDecimal.ZERO;
                double magnitude = 0;
                for (int k = 0; k < depth; k++) {
                    double weight = dequantised(right.reals(), f * depth, k, depth, bits, size);
                    double activation = coded.scale(0) * (coded.values()[row * depth + k] - coded.zeroPoint());
                    exact = exact.add(new BigDecimal(weight).multiply(new BigDecimal(activation)));
                    magnitude += Math.abs(weight * activation);
                }
                // float32 sums of float16 products round; integers do not.
                double allowed = activations.equals("int8") ? 1e-12 : 1e-5;
                assertThat(ours[row * filters + f]).isCloseTo(exact.doubleValue(), within(allowed * magnitude));
            }
        }
    }

    private static float[] reals(SplittableRandom random, int count) {
        var reals = new float[count];
        for (int i = 0; i < count; i++) {
            reals[i] = (float) (random.nextDouble() - 0.4) * (i % 7 == 0 ? 3 : 1);
        }
        return reals;
    }

    /** A weight after its group's rounding; the tensor's unit is a power of two and changes no bit of a float16 scale. */
    private static double dequantised(float[] reals, int row, int k, int depth, int bits, int size) {
        double least = 0;
        double largest = 0;
        for (int i = k / size * size; i < Math.min(depth, (k / size + 1) * size); i++) {
            least = Math.min(least, reals[row + i]);
            largest = Math.max(largest, reals[row + i]);
        }
        int high = (1 << bits) - 1;
        double step = (largest - least) / high;
        double ulp = Math.scalb(1.0, Math.getExponent(step) - 10);
        double scale = Math.rint(step / ulp) * ulp;
        long zero = Math.round(Math.rint(-least / scale));
        long code = Math.max(0, Math.min(high, (long) Math.rint(reals[row + k] / scale) + zero));
        return scale * (code - zero);
    }
}
