package bitwright.accel.gnn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the closed forms that were measured on AMPLE's RTL with Verilator; N neighbours, L latency, B beats, A cores. */
class RtlBlocksTest {
    private static int up(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    @ParameterizedTest
    @CsvSource({"1, 64, 30", "16, 16, 10", "17, 64, 1", "40, 128, 60", "100, 500, 10", "250, 64, 30", "256, 1000, 3"})
    void aTagFetchesAsTheRtlDoes(int n, int features, int l) {
        int b = up(4 * features, 64);
        var fetches = RtlBlocks.fetchTag(n, features, l);
        assertThat(fetches.list()).isEqualTo(l + 5 + n + up(n, 16) - 1);
        assertThat(fetches.messages()).isEqualTo((long) n * (b + l + 1) + 1);
        assertThat(fetches.drain()).isEqualTo(3L * (n * b) - 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 16, 17, 40, 100, 127})
    void scaleFactorsOfOneRequest(int n) {
        assertThat(RtlBlocks.fetchTag(n, 64, 30).scaleFactors()).isEqualTo(30 + 4 + n + up(n, 16) - 1);
    }

    /**
     * Requests of 127 words have 8 beats each, so the beats are not those of N words: 256 words are 127, 127 and 2 in 8, 8 and
     * 1 beats, and 30 + 4 + 256 + (17 − 1) + 2 · (30 + 1) = 368, as the golden file has it.
     */
    @ParameterizedTest
    @CsvSource({"128, 30", "240, 10", "254, 30", "255, 30", "256, 30", "300, 5", "508, 1"})
    void scaleFactorsOfSeveralRequests(int n, int l) {
        int requests = up(n, 127);
        int beats = 8 * (requests - 1) + up(n - 127 * (requests - 1), 16);
        assertThat(RtlBlocks.fetchTag(n, 64, l).scaleFactors())
                .isEqualTo(l + 4 + n + beats - 1 + (long) (requests - 1) * (l + 1));
    }

    @ParameterizedTest
    @CsvSource({"1, 16", "1, 64", "2, 64", "4, 32", "4, 20", "32, 64", "300, 64"})
    void aNodeIsAggregatedAsTheRtlDoes(int n, int features) {
        int a = up(features, 16);
        assertThat(RtlBlocks.aggregation(n, features)).isEqualTo(24 + 16L * a + 6L * a * n);
    }

    @Test
    void weightsOfOneBeatARowTakeTheLatencyAnd19CyclesEach() {
        assertThat(RtlBlocks.weights(16, 16, 30)).isEqualTo(16 * (30 + 19));
        assertThat(RtlBlocks.weights(16, 8, 30)).isEqualTo(8 * (30 + 19));
        // A further beat is a cycle of waiting and 16 of writing.
        assertThat(RtlBlocks.weights(64, 64, 1)).isEqualTo(64 * (1 + 19 + 3 * 17));
    }

    @ParameterizedTest
    @CsvSource({
        "8, 16, 16, 16, 8, 8, 212",
        "8, 16, 16, 16, 4, 8, 164",
        "8, 16, 16, 16, 1, 8, 128",
        "8, 16, 16, 16, 8, 1, 156",
        "8, 16, 16, 8, 8, 8, 188",
        "64, 64, 64, 64, 64, 1, 1028"
    })
    void aPassTakesAsLongAsInTheRtl(int rows, int columns, int in, int out, int nodes, int response, long cycles) {
        assertThat(RtlBlocks.pass(rows, columns, in, out, nodes, response)).isEqualTo(cycles);
        long padded = 16L * up(in, 16);
        assertThat(cycles)
                .isEqualTo(
                        2 + 3 * (padded + out - 1) + 1 + 2L * rows + 1 + 4 + nodes * (3L + up(out, 16) + response) - 1);
    }
}
