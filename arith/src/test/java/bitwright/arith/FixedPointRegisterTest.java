package bitwright.arith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FixedPointRegisterTest {
    @Test
    void randomDoublesAddExactly() {
        long seed = 20250031;
        Random random = new Random(seed);
        var register = FixedPointRegister.forDoubles();
        for (int trial = 0; trial < 200; trial++) {
            register.clear();
            BigDecimal exact = BigDecimal.ZERO;
            int span = 1 + random.nextInt(900);
            for (int i = 0; i < 40; i++) {
                double value = Math.scalb(random.nextDouble() - 0.5, random.nextInt(2 * span) - span);
                register.add(value);
                exact = exact.add(new BigDecimal(value));
            }
            BigDecimal unit = BigDecimal.ONE.divide(BigDecimal.valueOf(2).pow(1074));
            assertThat(new BigDecimal(register.integer()).multiply(unit))
                    .as("seed %d trial %d", seed, trial)
                    .isEqualByComparingTo(exact);
            assertThat(register.toDouble()).isEqualTo(exact.doubleValue());
            for (Rounding rounding : Rounding.values()) {
                double rounded = register.toDouble(rounding);
                BigDecimal error = new BigDecimal(rounded).subtract(exact);
                assertThat(error.abs()).isLessThan(new BigDecimal(Math.ulp(rounded)));
                if (rounding == Rounding.UP || rounding == Rounding.DOWN) {
                    assertThat(error.signum() * (rounding == Rounding.UP ? 1 : -1))
                            .isGreaterThanOrEqualTo(0);
                }
            }
        }
    }

    @Test
    void wideMagnitudesCarryAndBorrowAcrossLimbs() {
        var register = new FixedPointRegister(256, 0);
        register.add(-1L, 60, false); // (2^64 − 1) · 2^60
        register.add(-1L, 60, true);
        assertThat(register.isZero()).isTrue();
        register.add(1, 0, true);
        assertThat(register.integer()).isEqualTo(BigInteger.ONE.negate());
        register.add(1, 200, false);
        assertThat(register.integer()).isEqualTo(BigInteger.ONE.shiftLeft(200).subtract(BigInteger.ONE));
        assertThat(register.leading().exponent()).isEqualTo(199);
        assertThat(register.leading().inexact()).isTrue();
    }

    @Test
    void itWrapsAtItsWidthAndRefusesBitsBelow() {
        var register = new FixedPointRegister(8, -2);
        register.add(127, -2, false);
        register.add(1, -2, false);
        assertThat(register.integer()).isEqualTo(BigInteger.valueOf(-128));
        assertThat(register.toDouble()).isEqualTo(-32);
        assertThatThrownBy(() -> register.add(1, -3, false))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("2^-2");
        assertThatThrownBy(() -> register.add(Double.NaN)).hasMessageContaining("finite");
    }
}
