package bitwright.arith.dot;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arith.NumberFormat;
import bitwright.arith.catalog.Formats;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShiftAddMultiplierTest {
    /** Every pair of codes: the copies add up to the product. */
    @ParameterizedTest
    @CsvSource({
        "int8, int4",
        "int8, uint4",
        "uint8, int8",
        "int4, int2",
        "float16, uint4",
        "float16, int4",
        "bfloat16, int3"
    })
    void copiesAddUpToTheProduct(String left, String right) {
        NumberFormat a = Formats.named(left);
        NumberFormat b = Formats.named(right);
        var multiplier = new ShiftAddMultiplier(a, b, b.bits());
        for (int x = 0; x < 1 << a.bits(); x++) {
            double value = a.decode(x);
            for (int y = 0; y < 1 << b.bits() && Double.isFinite(value); y++) {
                double product = value * b.decode(y);
                if (multiplier.product(x, y) != product) {
                    assertThat(multiplier.product(x, y))
                            .as("%s · %s", value, b.decode(y))
                            .isEqualTo(product);
                }
            }
        }
    }
}
