package bitwright.arith.posit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PositTest {
    /** Long enough that a quotient or root cut off here never looks like a tie. */
    private static final MathContext DIGITS = new MathContext(700, RoundingMode.DOWN);

    private static final MathContext FEWER_DIGITS = new MathContext(150, RoundingMode.DOWN);

    @ParameterizedTest
    @CsvSource({"2,0", "3,1", "4,1", "5,4", "6,2", "8,0", "8,1", "8,2", "8,3", "8,4", "9,2", "12,1", "13,4"})
    void everyCodeDecodesToTheExactValueAndComesBack(int bits, int es) {
        Posit posit = new Posit(bits, es);
        ExactPosits oracle = new ExactPosits(bits, es);
        for (int code = 0; code < 1 << bits; code++) {
            if (code == posit.nar()) {
                assertThat(posit.decode(code)).isNaN();
            } else {
                assertThat(new BigDecimal(posit.decode(code))).isEqualByComparingTo(oracle.valueOf(code));
                assertThat(posit.encode(posit.decode(code))).isEqualTo(code);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"3,0", "4,1", "6,2", "8,0", "8,2", "8,4", "11,3"})
    void doublesRoundOnTheBitString(int bits, int es) {
        Posit posit = new Posit(bits, es);
        ExactPosits oracle = new ExactPosits(bits, es);
        for (int code = 1; code < 1 << (bits - 1); code++) {
            double here = posit.decode(code);
            double tie = oracle.value(2L * code + 1, bits + 1).doubleValue(); // exact: few bits
            for (double value : new double[] {
                here, Math.nextUp(here), Math.nextDown(here), tie, Math.nextUp(tie), Math.nextDown(tie), here * 1.01
            }) {
                if (Double.isFinite(value)) {
                    assertThat(posit.encode(value)).as("%a", value).isEqualTo(oracle.round(new BigDecimal(value)));
                    assertThat(posit.encode(-value)).isEqualTo(oracle.round(new BigDecimal(-value)));
                }
            }
        }
        assertThat(posit.encode(Double.MIN_VALUE)).isEqualTo(1);
        assertThat(posit.encode(-Double.MIN_VALUE)).isEqualTo(posit.mask());
        assertThat(posit.encode(Double.MAX_VALUE)).isEqualTo(posit.nar() - 1);
        assertThat(posit.encode(Double.NaN)).isEqualTo(posit.nar());
        assertThat(posit.encode(Double.POSITIVE_INFINITY)).isEqualTo(posit.nar());
    }

    @Test
    void allPairsOfSixBits() {
        allPairs(5, 0);
        allPairs(6, 2);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void allPairsOfEightBits(int es) {
        allPairs(8, es);
    }

    private static void allPairs(int bits, int es) {
        Posit posit = new Posit(bits, es);
        ExactPosits oracle = new ExactPosits(bits, es);
        BigDecimal[] values = new BigDecimal[1 << bits];
        for (int code = 0; code < values.length; code++) {
            values[code] = code == posit.nar() ? null : oracle.valueOf(code);
        }
        for (int a = 0; a < values.length; a++) {
            for (int b = 0; b < values.length; b++) {
                if (values[a] == null || values[b] == null) {
                    assertThat(posit.add(a, b)).isEqualTo(posit.nar());
                    assertThat(posit.subtract(a, b)).isEqualTo(posit.nar());
                    assertThat(posit.multiply(a, b)).isEqualTo(posit.nar());
                    assertThat(posit.divide(a, b)).isEqualTo(posit.nar());
                    continue;
                }
                same(oracle, values[a].add(values[b]), posit.add(a, b), "+", a, b);
                same(oracle, values[a].subtract(values[b]), posit.subtract(a, b), "-", a, b);
                same(oracle, values[a].multiply(values[b]), posit.multiply(a, b), "*", a, b);
                if (b == 0) {
                    assertThat(posit.divide(a, b)).isEqualTo(posit.nar());
                } else {
                    same(oracle, values[a].divide(values[b], FEWER_DIGITS), posit.divide(a, b), "/", a, b);
                }
            }
        }
    }

    private static void same(ExactPosits oracle, BigDecimal exact, int actual, String op, int a, int b) {
        int expected = oracle.round(exact);
        if (actual != expected) {
            assertThat(actual).as("%x %s %x", a, op, b).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"16,1", "16,2", "20,3", "32,0", "32,2", "32,4"})
    void randomOperationsOfWiderPosits(int bits, int es) {
        Posit posit = new Posit(bits, es);
        ExactPosits oracle = new ExactPosits(bits, es);
        long seed = 20250021;
        Random random = new Random(seed);
        for (int trial = 0; trial < 150; trial++) {
            int a = code(random, posit);
            int b = trial % 4 == 0 ? posit.negate(a ^ random.nextInt(8)) : code(random, posit);
            int c = trial % 3 == 0 ? posit.negate(posit.multiply(a, b)) ^ random.nextInt(4) : code(random, posit);
            if (a == posit.nar() || b == posit.nar() || c == posit.nar() || b == 0) {
                continue;
            }
            BigDecimal x = oracle.valueOf(a);
            BigDecimal y = oracle.valueOf(b);
            String op = " seed " + seed + " trial " + trial;
            same(oracle, x.add(y), posit.add(a, b), "+" + op, a, b);
            same(oracle, x.subtract(y), posit.subtract(a, b), "-" + op, a, b);
            same(oracle, x.multiply(y), posit.multiply(a, b), "*" + op, a, b);
            same(oracle, x.divide(y, DIGITS), posit.divide(a, b), "/" + op, a, b);
            same(oracle, x.multiply(y).add(oracle.valueOf(c)), posit.multiplyAdd(a, b, c), "*+" + op, a, b);
            if (trial % 10 == 0) {
                same(oracle, x.abs().sqrt(DIGITS), posit.sqrt(posit.magnitude(a)), "sqrt" + op, a, b);
            }
        }
    }

    /** Codes of all regimes: uniform codes are nearly all close to one. */
    private static int code(Random random, Posit posit) {
        int code = random.nextInt() & posit.mask();
        int run = random.nextInt(posit.bits());
        return random.nextBoolean() ? code : code >>> Math.min(run, posit.bits() - 1);
    }

    @Test
    void theFusedMultiplyAddThatSoftPositGetsWrong() {
        assertThat(new Posit(32, 2).multiplyAdd(0x485eaa10, 0xcf7ad866, 0x38e9f94c))
                .isEqualTo(0xa1aa85);
        assertThat(new Posit(32, 2).sqrt(0x3fffffff)).isEqualTo(0x3fffffff); // universal gives 0x40000000
    }

    @ParameterizedTest
    @CsvSource({"8,0", "8,2", "16,1", "16,2", "32,2", "10,4"})
    void theQuireIsExact(int bits, int es) {
        Posit posit = new Posit(bits, es);
        ExactPosits oracle = new ExactPosits(bits, es);
        long seed = 20250022;
        Random random = new Random(seed);
        for (int trial = 0; trial < 60; trial++) {
            Quire quire = Quire.standard(posit);
            BigDecimal exact = BigDecimal.ZERO;
            for (int i = 0; i < 50; i++) {
                int a = code(random, posit);
                int b = code(random, posit);
                if (a == posit.nar() || b == posit.nar()) {
                    continue;
                }
                quire.addProduct(a, b);
                exact = exact.add(oracle.valueOf(a).multiply(oracle.valueOf(b)));
                if (i % 7 == 0) {
                    quire.add(a);
                    exact = exact.add(oracle.valueOf(a));
                }
            }
            BigDecimal unit = new BigDecimal(posit.unit()).pow(2);
            assertThat(new BigDecimal(quire.integer()).multiply(unit))
                    .as("seed %d trial %d", seed, trial)
                    .isEqualByComparingTo(exact);
            assertThat(quire.toPosit()).isEqualTo(oracle.round(exact));
        }
    }

    @Test
    void quireWidthsAreThoseOfTheStandardAndOfSoftPosit() {
        assertThat(Quire.standard(new Posit(8, 2)).bits()).isEqualTo(128);
        assertThat(Quire.standard(new Posit(16, 2)).bits()).isEqualTo(256);
        assertThat(Quire.standard(new Posit(32, 2)).bits()).isEqualTo(512);
        assertThat(Quire.softPosit(new Posit(8, 0)).bits()).isEqualTo(32);
        assertThat(Quire.softPosit(new Posit(16, 1)).bits()).isEqualTo(128);
        assertThatThrownBy(() -> Quire.softPosit(new Posit(8, 2))).hasMessageContaining("posit8_es2");
    }

    @Test
    void aNarrowQuireWrapsAndNarSticks() {
        Posit posit = new Posit(8, 0);
        Quire quire = Quire.softPosit(posit);
        for (int i = 0; i < 128; i++) {
            quire.addProduct(0x7F, 0x7F); // 64 · 64 = 2^12 = 2^24 units of 2^−12: the 128th reaches 2^31
        }
        assertThat(quire.integer()).isEqualTo(BigInteger.ONE.shiftLeft(31).negate());
        quire.addProduct(posit.nar(), 0);
        quire.addProduct(0x40, 0x40);
        assertThat(quire.isNar()).isTrue();
        assertThat(quire.toPosit()).isEqualTo(0x80);
        quire.clear();
        assertThat(quire.toPosit()).isZero();
    }
}
