package lab;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arith.NumberFormat;
import bitwright.arith.dot.Accumulation;
import bitwright.arith.dot.DotProduct;
import bitwright.arith.dot.ExactMultiplier;
import bitwright.testkit.FormatContract;
import org.junit.jupiter.api.Test;

class Square5Test implements FormatContract { // inherits: codes come back, one exact rounding, bulk equals scalar, …
    @Override
    public NumberFormat format() {
        return new Square5();
    }

    @Test
    void aValueBetweenTwoSquaresGoesToTheNearerOne() {
        // 16 · 0.15 = 2.4 lies between 1 and 4, nearer to 1: code 1, which is 1/16. The root, 1.55, would round to 2.
        assertThat(format().encode(0.15)).isEqualTo(1);
        assertThat(format().quantize(-0.15)).isEqualTo(-1.0 / 16);
        assertThat(format().quantize(100)).isEqualTo(225.0 / 16);
    }

    @Test
    void itCombinesWithEveryMultiplierAndAccumulator() {
        var dot = new DotProduct(new ExactMultiplier(format()), Accumulation.Floating.float32());
        int[] weights = {format().encode(1), format().encode(-0.25)}; // 16/16 and −4/16
        assertThat(dot.of(weights, weights)).isEqualTo(1 + 1.0 / 16);
    }
}
