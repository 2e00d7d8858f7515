package bitwright.arith.recoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RecodingTest {
    @ParameterizedTest
    @EnumSource(Recoding.class)
    void theTermsAddUpToTheValue(Recoding recoding) {
        for (int value = -70_000; value <= 70_000; value++) {
            addsUp(recoding, value);
        }
        for (int value : new Random(20250061).ints(1000).toArray()) {
            addsUp(recoding, value);
        }
        addsUp(recoding, Integer.MIN_VALUE);
        addsUp(recoding, Integer.MAX_VALUE);
    }

    private static void addsUp(Recoding recoding, int value) {
        long positive = recoding.positive(value);
        long negative = recoding.negative(value);
        if (positive - negative != value || (positive & negative) != 0) {
            assertThat(positive - negative).as("%s of %d", recoding, value).isEqualTo(value);
            assertThat(positive & negative).as("%s of %d", recoding, value).isZero();
        }
    }

    /** Hand-made: 119 = 1110111b. */
    @ParameterizedTest(name = "{0} of {1}: + {2}, − {3}")
    @CsvSource({
        "BINARY, 119, 119, 0",
        "NAF, 119, 128, 9", // 128 − 8 − 1
        "BOOTH_RADIX4, 119, 136, 17", // triples 110 011 110 011 from below: −1, 2, −1, 2
        "ENT, 119, 136, 17", // fields 3 1 3 1 from below: −1 and a carry, 2, −1 and a carry, 2: −1 + 8 − 16 + 128
        "DNNSIM, 119, 128, 9", // a run from bit 6 with a single zero at bit 3
        "NAF, -3, 1, 4",
        "BOOTH_RADIX4, -3, 1, 4", // …1101: digits 1 (011… 010 → +1), −1 · 4
        "ENT, -3, 1, 4", // magnitude 3: −1 with a carry, negated
        "ENT, 2, 2, 0",
        "ENT, 27, 32, 5", // fields 1 2 3: −1, 2 + 1 = 3: −1, 1 + 1 = 2 → 32 − 4 − 1
        "DNNSIM, 3, 3, 0", // a run of two stays
        "DNNSIM, 7, 8, 1",
        "DNNSIM, 117, 128, 11" // 1110101b: 128 − 8 − 2 − 1
    })
    void termsByHand(Recoding recoding, int value, long positive, long negative) {
        assertThat(recoding.positive(value)).isEqualTo(positive);
        assertThat(recoding.negative(value)).isEqualTo(negative);
    }

    @Test
    void digitsOfRadixFourAddUpToTheValueAndAreNoMoreThanSaid() {
        for (int bits = 1; bits <= 16; bits++) {
            for (boolean signed : new boolean[] {true, false}) {
                int from = signed ? -(1 << bits - 1) : 0;
                int to = signed ? (1 << bits - 1) - 1 : (1 << bits) - 1;
                for (int value = from; value <= to; value++) {
                    long ent = 0;
                    for (int i = EntCode.digits(bits, signed) - 1; i >= 0; i--) {
                        ent = 4 * ent + EntCode.digit(value, i);
                    }
                    long booth = 0;
                    for (int i = BoothCode.digits(bits, signed) - 1; i >= 0; i--) {
                        booth = 4 * booth + BoothCode.digit(value, i);
                    }
                    if (ent != value || booth != value) {
                        assertThat(ent).as("EN-T of %d in %d bits", value, bits).isEqualTo(value);
                        assertThat(booth)
                                .as("Booth of %d in %d bits", value, bits)
                                .isEqualTo(value);
                    }
                }
            }
        }
        assertThat(EntCode.digits(8, true)).isEqualTo(4); // 128 ≤ 2 · (1 + 4 + 16 + 64) = 170
        assertThat(EntCode.digits(8, false)).isEqualTo(5); // 255 > 170
    }

    @Test
    void nafIsSparseAndMinimal() {
        for (int value = 0; value < 1 << 12; value++) {
            long powers = Recoding.NAF.powers(value);
            assertThat(powers & powers << 1).isZero();
            for (Recoding other : Recoding.values()) {
                assertThat(other.terms(value)).isGreaterThanOrEqualTo(Recoding.NAF.terms(value));
            }
        }
    }

    @Test
    void publishedHistogramsOverAllInt8Codes() {
        assertThat(histogram(Recoding.ENT)).containsExactly(1, 15, 60, 108, 72);
        assertThat(histogram(Recoding.BOOTH_RADIX4)).containsExactly(1, 12, 54, 108, 81);
    }

    private static int[] histogram(Recoding recoding) {
        int[] counts = new int[5];
        for (byte terms : TermCounts.table(recoding, 8, true)) {
            counts[terms]++;
        }
        return counts;
    }

    @ParameterizedTest
    @EnumSource(Recoding.class)
    void bulkCountsEqualTheDefinition(Recoding recoding) {
        int[] small = new int[1 << 17];
        for (int i = 0; i < small.length; i++) {
            small[i] = i - (1 << 16);
        }
        same(recoding, small);
        same(recoding, new Random(20250062).ints(5000).toArray());
        same(recoding, new int[] {Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 29, -(1 << 29), (1 << 29) - 1, 0});
        same(recoding, new int[0]);
    }

    private static void same(Recoding recoding, int[] values) {
        int[] terms = new int[values.length];
        TermCounts.count(recoding, values, terms);
        long total = 0;
        for (int i = 0; i < values.length; i++) {
            if (terms[i] != recoding.terms(values[i])) {
                assertThat(terms[i]).as("%s of %d", recoding, values[i]).isEqualTo(recoding.terms(values[i]));
            }
            total += terms[i];
        }
        assertThat(TermCounts.total(recoding, values)).isEqualTo(total);
    }

    @Test
    void theTermsOfDnnsimAgreeWithItsOwn() throws IOException {
        Path file = Path.of(
                System.getProperty("bitwright.shared", "no-shared-data"),
                "golden/bitserial/booth_terms_0_32767.csv.gz");
        assumeTrue(Files.isRegularFile(file), "no golden data beside this checkout");
        int lines = 0;
        try (var in = new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(file))))) {
            in.readLine();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] cells = line.split(",");
                int value = Integer.parseInt(cells[0]);
                assertThat(Recoding.BINARY.terms(value)).isEqualTo(Integer.parseInt(cells[1]));
                assertThat(Recoding.DNNSIM.powers(value)).as(line).isEqualTo(Long.parseLong(cells[2]));
                assertThat(Recoding.DNNSIM.terms(value)).isEqualTo(Integer.parseInt(cells[3]));
                assertThat(Recoding.NAF.terms(value)).as(line).isEqualTo(Integer.parseInt(cells[4]));
                lines++;
            }
        }
        assertThat(lines).isEqualTo(32768);
    }

    @Test
    void groupsTakeTheWidthOfTheirWidest() {
        int[] values = {0, 3, -8, 4, 0, 0, 0, 0, -1, 12};
        assertThat(GroupWidths.magnitudes(values, 4)).containsExactly(4, 0, 4);
        assertThat(GroupWidths.twosComplement(values, 4)).containsExactly(4, 1, 5); // −8 needs 4 bits, 12 needs 5
        assertThat(GroupWidths.lowestBits(values, 4)).containsExactly(0, 32, 0);
        assertThat(GroupWidths.lowestBits(new int[] {12, -8}, 2)).containsExactly(2);
        assertThat(GroupWidths.spans(new int[] {12, -8, 0, 0}, 2)).containsExactly(2, 0); // bits 3 to 2
    }
}
