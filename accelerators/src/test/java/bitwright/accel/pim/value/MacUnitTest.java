package bitwright.accel.pim.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.accel.pim.asic.Bfloat16;
import bitwright.accel.pim.value.MacUnit.Register;
import bitwright.arith.Floats;
import bitwright.arith.Rounding;
import bitwright.arith.dot.Accumulation;
import bitwright.arith.dot.Accumulator;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MacUnitTest {
    /** Against the arithmetic library's adder trees, missing products being zero; seed 5. */
    @ParameterizedTest
    @CsvSource({"16, BFLOAT16", "16, FLOAT32", "4, BFLOAT16", "1, FLOAT32"})
    void sumsAreThoseOfTheArithmeticLibrary(int width, Register register) {
        var unit = new MacUnit(width, register);
        var format = register == Register.BFLOAT16 ? Floats.BFLOAT16 : Floats.FLOAT32;
        Accumulator expected = new Accumulation.Floating(format, Rounding.NEAREST_EVEN, width, false).start();
        var random = new SplittableRandom(5);
        float[] tree = new float[width];
        for (int trial = 0; trial < 2000; trial++) {
            int count = 1 + random.nextInt(90);
            float[] a = numbers(random, count + 3);
            float[] b = numbers(random, count + 5);
            expected.clear();
            for (int i = 0; i < (count + width - 1) / width * width; i++) {
                expected.add(i < count ? (double) a[3 + i] * b[5 + i] : 0);
            }
            short[] codes = new short[a.length];
            for (int i = 0; i < a.length; i++) {
                codes[i] = (short) Bfloat16.code(a[i]);
            }
            assertThat(unit.dot(codes, 3, b, 5, count, tree)).isEqualTo(Bfloat16.of(expected.value()));
        }
    }

    private static float[] numbers(SplittableRandom random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = Bfloat16.of(Math.scalb(random.nextDouble() - 0.5, random.nextInt(6)));
        }
        return numbers;
    }

    @Test
    void treesHaveAPowerOfTwoOfLeaves() {
        assertThatThrownBy(() -> new MacUnit(12, Register.FLOAT32))
                .hasMessageContaining("must be a power of two, got 12");
    }
}
