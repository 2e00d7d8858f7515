package bitwright.arith;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arith.catalog.Formats;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ValueRoundingTest {
    static Iterable<NumberFormat> formats() {
        return Formats.all();
    }

    /** Bits, so that −0 and NaN are seen; around every power of two, at ties and beside them, and at random. */
    @ParameterizedTest
    @MethodSource("formats")
    void roundsAsCodesDo(NumberFormat format) {
        var rounding = new ValueRounding(format);
        for (double value :
                new double[] {0, 1e-320, 0x1p-1074, Double.MAX_VALUE, Double.POSITIVE_INFINITY, Double.NaN}) {
            check(format, rounding, value);
        }
        for (int exponent = -170; exponent <= 140; exponent++) {
            for (int fraction = 0; fraction < 64; fraction++) {
                double tie = Math.scalb(1 + fraction / 64.0, exponent);
                check(format, rounding, tie);
                check(format, rounding, Math.nextUp(tie));
                check(format, rounding, Math.nextDown(tie));
            }
        }
        var random = new SplittableRandom(1);
        for (int i = 0; i < 5_000; i++) {
            check(format, rounding, Math.scalb(1 + random.nextDouble(), random.nextInt(-160, 135)));
            check(format, rounding, random.nextDouble(0, 2 * Math.min(Math.max(format.maxFinite(), 1), 1e30)));
        }
    }

    private static void check(NumberFormat format, ValueRounding rounding, double value) {
        for (double signed : new double[] {value, -value}) {
            if (Double.doubleToLongBits(rounding.round(signed)) != Double.doubleToLongBits(format.quantize(signed))) {
                assertThat(rounding.round(signed))
                        .as("%s of %s", format.name(), signed)
                        .isEqualTo(format.quantize(signed));
            }
        }
    }
}
