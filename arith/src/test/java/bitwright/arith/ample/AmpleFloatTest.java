package bitwright.arith.ample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmpleFloatTest {
    @Test
    void agreesWithTheRtl() throws IOException {
        Path file = Path.of(System.getProperty("bitwright.shared", "/nowhere"), "golden/gnn/ample_fp_vectors.csv.gz");
        assumeThat(file).exists();
        int vectors = 0;
        int sums = 0;
        int products = 0;
        try (var in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
            in.readLine();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] cells = line.split(",");
                int a = Integer.parseUnsignedInt(cells[1], 16);
                int b = Integer.parseUnsignedInt(cells[2], 16);
                sums += AmpleFloat.add(a, b) == Integer.parseUnsignedInt(cells[3], 16) ? 1 : 0;
                products += AmpleFloat.multiply(a, b) == Integer.parseUnsignedInt(cells[4], 16) ? 1 : 0;
                vectors++;
            }
        }
        assertThat(vectors).isEqualTo(3000);
        assertThat(sums).isEqualTo(vectors);
        assertThat(products).isEqualTo(vectors);
    }

    /** Hand-computed from the RTL's description: the last place is one unit too high in every positive sum. */
    @ParameterizedTest(name = "{0} + {1} = {2}")
    @CsvSource({
        "0, 0, 0",
        "3f800000, 0, 3f800000",
        "0, bf800000, bf800000",
        "3f800000, bf800000, 0", // 1 − 1
        "3f800000, 3f800000, 40000001", // 1 + 1: 2^24 of 25 bits, plus the top bit of the sum
        "bf800000, bf800000, c0000001", // −2^24 has that bit, too
        "bf800000, bf000000, bfc00000", // −1 − 0.5: other negative sums have not
        "40000000, bf800000, 3f800001", // 2 − 1
        "3f800000, 0da24260, 3f800001", // a vanishing positive operand
        "3f800000, 8da24260, 3f7ffffd", // a vanishing negative one counts −1: 7fffff, its last bit lost, plus one
        "80000000, 80000000, 80800001" // −0 is the number −2^−127
    })
    void addsAsTheRtlIsWritten(String a, String b, String sum) {
        assertThat(Integer.toHexString(AmpleFloat.add(word(a), word(b)))).isEqualTo(sum);
    }

    @ParameterizedTest(name = "{0} × {1} = {2}")
    @CsvSource({
        "0, 7f800000, 0",
        "3fc00000, 3fc00000, 40100000", // 1.5 · 1.5 carries: 2.25
        "3fc00000, bf000000, bf400000", // −0.75
        "3f800001, 3f800001, 3f800002", // (1 + 2^−23)²: what is below the last place is cut
        "00800000, 00800000, 41800000", // 2^−126 squared: exponent 1 + 1 − 127 modulo 256 is 131
        "80000000, 3f800000, 80000000"
    })
    void multipliesAsTheRtlIsWritten(String a, String b, String product) {
        assertThat(Integer.toHexString(AmpleFloat.multiply(word(a), word(b)))).isEqualTo(product);
    }

    @Test
    void wordsComeBackFromTheirValues() {
        for (int exponent = 0; exponent < 256; exponent++) {
            for (int fraction : new int[] {0, 1, 0x400000, 0x7FFFFF}) {
                for (int sign : new int[] {0, 1 << 31}) {
                    int word = sign | exponent << 23 | fraction;
                    assertThat(AmpleFloat.word(AmpleFloat.value(word))).isEqualTo(word);
                }
            }
        }
        assertThat(AmpleFloat.value(0x7F800000)).isEqualTo(0x1p128);
        assertThat(AmpleFloat.value(0x3FC00000)).isEqualTo(1.5);
        assertThatThrownBy(() -> AmpleFloat.word(0.1))
                .hasMessage("no word of AMPLE's floating-point units stands for 0.1");
    }

    private static int word(String hex) {
        return Integer.parseUnsignedInt(hex, 16);
    }
}
