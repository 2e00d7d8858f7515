package bitwright.accel.bitslice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arith.recoding.EntCode;
import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WeightMajorRunTest {
    /**
     * 5 = 1 + 1 · 4, −3 = 1 − 1 · 4: digits (1, 1) and (1, −1). Weight 0 takes two turns, weight 1 two, weights 2 and 3 a
     * bubble each: 6 issues, the last at edge 5, added at edge 8; an edge more for the last shift.
     */
    @Test
    void edgesByHand() {
        var run = new WeightMajorRun(new int[] {5, -3}, new int[][] {{7, 11}, {-2, 3}}, 4, 4, 26).finish();
        assertThat(run.issues()).isEqualTo(6);
        assertThat(run.bubbles()).isEqualTo(2);
        assertThat(run.nonZeroDigits()).isEqualTo(4);
        assertThat(run.part(0, 0)).isEqualTo(18);
        assertThat(run.part(1, 0)).isEqualTo(-4); // 7 − 11
        assertThat(run.result(0)).isEqualTo(5 * 7 - 3 * 11);
        assertThat(run.result(1)).isEqualTo(-5 * 2 - 3 * 3);
        assertThat(run.edges()).isEqualTo(9);
    }

    @Test
    void everyColumnsResultIsItsExactDotProduct() {
        long seed = 2503;
        var random = new SplittableRandom(seed);
        for (int trial = 0; trial < 200; trial++) {
            int k = 1 + random.nextInt(40);
            int pes = 1 + random.nextInt(4);
            int bits = 2 + random.nextInt(15);
            var encoded = random.ints(k, -(1 << bits - 1), 1 << bits - 1).toArray();
            var others = new int[pes][];
            for (int pe = 0; pe < pes; pe++) {
                others[pe] = random.ints(k, -128, 128).toArray();
            }
            int digits = EntCode.digits(bits, true);
            var run = new WeightMajorRun(encoded, others, 1 + random.nextInt(6), digits, 40).finish();
            for (int pe = 0; pe < pes; pe++) {
                var exact = BigInteger.ZERO;
                for (int i = 0; i < k; i++) {
                    exact = exact.add(BigInteger.valueOf(encoded[i]).multiply(BigInteger.valueOf(others[pe][i])));
                }
                assertThat(run.result(pe)).as("seed %d trial %d", seed, trial).isEqualTo(exact.longValueExact());
            }
            assertThat(run.edges()).isEqualTo(run.issues() + 3);
        }
    }

    @Test
    void anEncoderAtWorkTakesNoOtherGroup() {
        var encoder = new SparseEncoder(4);
        encoder.accept(0b01_01_00_01, 0);
        assertThat(encoder.position()).isZero();
        assertThatThrownBy(() -> encoder.accept(1, 0)).isInstanceOf(IllegalStateException.class);
        encoder.edge();
        assertThat(encoder.position()).isEqualTo(2);
        encoder.edge();
        assertThat(encoder.position()).isEqualTo(3);
        assertThat(encoder.ready()).isTrue();
    }
}
