package bitwright.accel.pim.asic;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arith.FloatArithmetic;
import bitwright.arith.Floats;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class Bfloat16Test {
    private static final FloatArithmetic EXACT = new FloatArithmetic(Floats.BFLOAT16);

    private static void same(float value, int code, String what, int a, int b) {
        boolean bothNan = Float.isNaN(value) && Double.isNaN(Floats.BFLOAT16.decode(code));
        if (!bothNan && Float.floatToRawIntBits(value) != code << 16) {
            assertThat(Integer.toHexString(Float.floatToRawIntBits(value)))
                    .as("%x %s %x", a, what, b)
                    .isEqualTo(Integer.toHexString(code << 16));
        }
    }

    /** Against the library, which agrees with ml_dtypes on every pair of its golden data; seed 1. */
    @Test
    void operationsRoundOnce() {
        var random = new SplittableRandom(1);
        for (int trial = 0; trial < 300_000; trial++) {
            int a = random.nextInt(1 << 16);
            // A quarter of the second operands has an exponent near the first one's, an eighth a product near the
            // least.
            int b = switch (trial & 7) {
                case 0, 1 -> a + random.nextInt(4096) - 2048 & 0xFFFF;
                case 2 -> random.nextInt(1 << 16) & 0x8000 | 0x7EFF - (a & 0x7FFF) - random.nextInt(0x4500) & 0x7FFF;
                default -> random.nextInt(1 << 16);
            };
            float x = Bfloat16.ofCode(a);
            float y = Bfloat16.ofCode(b);
            same(Bfloat16.add(x, y), EXACT.add(a, b), "+", a, b);
            same(Bfloat16.subtract(x, y), EXACT.subtract(a, b), "-", a, b);
            same(Bfloat16.multiply(x, y), EXACT.multiply(a, b), "*", a, b);
        }
    }

    /** Ties, what lies just beside them, and numbers of all sizes; seed 2. */
    @Test
    void doublesRoundOnce() {
        var random = new SplittableRandom(2);
        for (int trial = 0; trial < 100_000; trial++) {
            double tie = Bfloat16.ofCode(random.nextInt(0x7F00)) * (1 + 0x1p-8) + 0;
            double[] values = {
                tie,
                Math.nextUp(tie),
                Math.nextDown(tie),
                -tie * (1 + 0x1p-30),
                Math.scalb(random.nextDouble() - 0.5, random.nextInt(290) - 150)
            };
            for (double value : values) {
                same(Bfloat16.of(value), Floats.BFLOAT16.encode(value), "double", trial, 0);
            }
        }
    }
}
