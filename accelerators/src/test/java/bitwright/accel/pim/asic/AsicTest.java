package bitwright.accel.pim.asic;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.accel.pim.asic.Approximation.Arguments;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What functions are said to cost is what computing them costs. */
class AsicTest {
    private static Asic chip(int terms, int newtonSteps, int rootSteps, Arguments arguments) {
        return new Asic(
                1000, 128, 256, 128, 3, terms, newtonSteps, rootSteps, arguments, Asic.Passes.SEPARATE, 304.59, 1000);
    }

    private static void same(AsicWork work, AsicMath counted, String what) {
        assertThat(work.additions()).as(what).isEqualTo(counted.additions());
        assertThat(work.multiplications()).as(what).isEqualTo(counted.multiplications());
    }

    private static float[] ones(int n) {
        float[] ones = new float[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16, 37, 64})
    void operationsAreThoseThatAreDone(int n) {
        for (Asic chip : List.of(
                chip(6, 3, 1, Arguments.REDUCED),
                chip(1, 0, 0, Arguments.REDUCED),
                chip(5, 1, 1, Arguments.TANGENT_SERIES),
                chip(4, 2, 3, Arguments.SERIES))) {
            var softmax = new AsicMath(chip.approximation());
            softmax.softmax(ones(n));
            same(chip.softmax(n), softmax, "softmax");
            var rows = new AsicMath(chip.approximation());
            rows.softmax(ones(n));
            rows.softmax(ones(n));
            same(chip.softmax(2, n), rows, "softmax of two rows");
            var norm = new AsicMath(chip.approximation());
            norm.layerNorm(ones(n), ones(n), ones(n), 1e-5f);
            same(chip.layerNorm(n), norm, "layer norm");
            var gelu = new AsicMath(chip.approximation());
            for (int i = 0; i < n; i++) {
                gelu.gelu(1);
            }
            same(chip.gelu(n), gelu, "GELU");
        }
    }

    @Test
    void chainedPassesTakeWhatTheBusierUnitsDoAndTheirDepths() {
        var separate =
                new Asic(1000, 128, 256, 128, 3, 6, 3, 1, Approximation.Arguments.SERIES, Asic.Passes.SEPARATE, 1, 1);
        var chained =
                new Asic(1000, 128, 256, 128, 3, 6, 3, 1, Approximation.Arguments.SERIES, Asic.Passes.CHAINED, 1, 1);
        // GELU of 1,280 values: passes of 1 + 1 + 1, 1 + 5 + 1 + 2 in the tangent, 1 + 1; multiplications in all but
        // two.
        long passes = 3 + 9 + 2;
        long multiplications = 12 * 1280;
        assertThat(chained.gelu(1280).multiplications()).isEqualTo(multiplications);
        assertThat(chained.gelu(1280).cycles()).isEqualTo(multiplications / 128 + 3 * passes);
        assertThat(separate.gelu(1280).cycles()).isEqualTo(multiplications / 128 + 2 * 1280 / 256 + 3 * passes);
        assertThat(chained.gelu(1280).additions()).isEqualTo(separate.gelu(1280).additions());
    }
}
