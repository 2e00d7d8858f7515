package bitwright.workload.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.workload.Tensor;
import bitwright.workload.codec.GroupCodec.Signs;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupCodecTest {
    private static final GroupCodec UNSIGNED = new GroupCodec(4, 3, true, Signs.NONE);
    private static final GroupCodec SIGNED = new GroupCodec(4, 3, true, Signs.EVERY_VALUE);
    private static final GroupCodec PUBLISHED = new GroupCodec(16, 4, true, Signs.NEGATIVE_VALUES);

    @Test
    void aPlainTensorIsWidthsAndValues() {
        // The flag 0; width 3 less one is 010, the values 5, 1, 2, 7 in 3 bits each; written right to left:
        // 111 010 001 101  010  0
        var encoded = UNSIGNED.encode(row(5, 1, 2, 7));
        assertThat(encoded.bits()).isEqualTo(1 + 3 + 12);
        assertThat(encoded.words()).containsExactly(0b111_010_001_101_010_0L);
    }

    @Test
    void aTensorOfZerosIsMapsAndFewValues() {
        // The flag 1; width 7 less one is 110; the map 0100: only value 2 is there; the value 100 = 1100100.
        var encoded = UNSIGNED.encode(row(0, 0, 100, 0));
        assertThat(encoded.bits()).isEqualTo(1 + 3 + 4 + 7);
        assertThat(encoded.words()).containsExactly(0b1100100_0100_110_1L);
    }

    @Test
    void signedValuesAreTwosComplementOfTheGroupsWidth() {
        // −8 to 7 take 4 bits, written right to left 0000 1111 0111 1000; width 4 less one is 011; the flag 0.
        // Plain 3 + 16 bits, with a map 3 + 4 + 12: as long, so no map.
        var encoded = SIGNED.encode(row(-8, 7, -1, 0));
        assertThat(encoded.bits()).isEqualTo(1 + 3 + 16);
        assertThat(encoded.words()).containsExactly(0b0000_1111_0111_1000_011_0L);
    }

    @Test
    void groupsStayWithinAPositionAndShortOnesArePadded() {
        // Two positions of five channels: groups of 4, 1, 4, 1, the single ones padded with 3 zeros.
        var tensor = new Tensor(new int[] {2, 5}, new int[] {1, 1, 1, 1, 3, 0, 2, 0, 0, 0});
        // Widths 1, 2, 2, 1 of 4 values each, and 3 bits a group.
        var sizes = UNSIGNED.sizes(tensor);
        assertThat(sizes.groups()).isEqualTo(4);
        assertThat(sizes.plainBits()).isEqualTo(4 * (1 + 2 + 2 + 1) + 4 * 3);
        // 4 values of 1 bit, 1 of 2, 1 of 2, none; a map of 4 and 3 bits a group.
        assertThat(sizes.zeroMapBits()).isEqualTo(4 + 2 + 2 + 4 * (4 + 3));
        assertThat(UNSIGNED.bits(tensor)).isEqualTo(1 + 36);
        // 10 values would fill 3 groups of 4.
        var published = sizes.withoutShortGroups(10);
        assertThat(published.plainBits()).isEqualTo(24 + 3 * 3);
        assertThat(published.zeroMapBits()).isEqualTo(8 + 3 * (4 + 3));
        assertThat(UNSIGNED.decode(UNSIGNED.encode(tensor))).isEqualTo(tensor);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatWasEncodedIsDecodedAndAsLongAsAPlainCountSays(long seed) {
        var random = new SplittableRandom(seed);
        for (int trial = 0; trial < 400; trial++) {
            boolean signed = random.nextBoolean();
            int precision = random.nextInt(1, 33 - (signed ? 0 : 1));
            int channels = random.nextInt(1, 70);
            int[] data = values(random, random.nextInt(0, 12) * channels, precision, signed);
            var tensor = new Tensor(new int[] {data.length / channels, channels}, data);
            var codec = new GroupCodec(
                    random.nextInt(1, 33),
                    GroupCodec.metadataBits(precision),
                    random.nextBoolean(),
                    signed ? Signs.EVERY_VALUE : Signs.NONE);
            String what = "seed " + seed + " trial " + trial + ": " + codec + " on " + Arrays.toString(data);
            var encoded = codec.encode(tensor);
            assertThat(codec.decode(encoded)).as(what).isEqualTo(tensor);
            assertThat(encoded.bits()).as(what).isEqualTo(codec.bits(tensor)).isEqualTo(counted(codec, tensor));
            assertThat(encoded.words()).as(what).hasSize((int) ((encoded.bits() + 63) / 64));
        }
    }

    /** Zeros, single extremes, all ones, small values among large ones. */
    private static int[] values(SplittableRandom random, int count, int precision, boolean signed) {
        long low = signed ? -(1L << precision - 1) : 0;
        long high = (1L << precision - (signed ? 1 : 0)) - 1;
        int kind = random.nextInt(5);
        return random.longs(count, low, high + 1)
                .map(value -> switch (kind) {
                    case 0 -> value;
                    case 1 -> random.nextInt(40) == 0 ? value : 0;
                    case 2 -> random.nextBoolean() ? low : high;
                    case 3 -> random.nextInt(10) == 0 ? value : Math.max(low, value % 3);
                    default -> signed && random.nextBoolean() ? -1 : Math.min(1, high);
                })
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    /** The rule of the format by big integers, one value at a time. */
    private static long counted(GroupCodec codec, Tensor tensor) {
        int channels = tensor.extent(1);
        long plain = 0;
        long mapped = 0;
        for (int position = 0; position < tensor.extent(0); position++) {
            for (int first = 0; first < channels; first += codec.group()) {
                int widest = 1;
                int nonZeros = 0;
                for (int c = first; c < Math.min(channels, first + codec.group()); c++) {
                    var value = BigInteger.valueOf(tensor.data()[position * channels + c]);
                    // bitLength of BigInteger is that of two's complement without its sign bit
                    widest = Math.max(widest, value.bitLength() + (codec.signs() == Signs.NONE ? 0 : 1));
                    nonZeros += value.signum() == 0 ? 0 : 1;
                }
                plain += codec.metadataBits() + (long) codec.group() * widest;
                mapped += codec.metadataBits() + codec.group() + (long) nonZeros * widest;
            }
        }
        return codec.zeroMap() ? 1 + Math.min(plain, mapped) : plain;
    }

    @ParameterizedTest(name = "{0} and {1} count {2} bits")
    @CsvSource({"0, 0, 1", "1, 1, 1", "7, -1, 3", "3, -4, 4", "-4, 0, 4", "0, -1, 2", "7, -7, 4", "32767, -32767, 16"})
    void thePublishedCountGivesASignToNegativeValuesOnly(int first, int second, int width) {
        var sizes = PUBLISHED.sizes(row(first, second));
        assertThat(sizes.plainBits()).isEqualTo(4 + 16L * width);
    }

    @Test
    void noCodeIsAsShortAsThePublishedCount() {
        // All pairs that are counted with 2 bits a value.
        var pairs = new GroupCodec(2, 4, false, Signs.NEGATIVE_VALUES);
        int counted = 0;
        for (int first = -9; first <= 9; first++) {
            for (int second = -9; second <= 9; second++) {
                counted += pairs.sizes(row(first, second)).plainBits() == 4 + 2 * 2 ? 1 : 0;
            }
        }
        assertThat(counted).isEqualTo(21).isGreaterThan(1 << 2 * 2);
        assertThatThrownBy(() -> pairs.encode(row(1, 1))).hasMessageContaining("can only be counted");
    }

    @Test
    void aValueThatDoesNotFitIsNamedByItsGroup() {
        assertThatThrownBy(() -> UNSIGNED.sizes(row(1, 1, 1, 1, 256)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("values 4 to 4 need 9 bits, 3 bits of metadata give at most 8");
        assertThatThrownBy(() -> UNSIGNED.encode(row(3, -1)))
                .hasMessage("values 0 to 1 hold a negative one, which has no sign to show it");
        assertThatThrownBy(() -> new GroupCodec(33, 4, true, Signs.NONE))
                .hasMessage("group must be between 1 and 32, got 33");
    }

    @Test
    void bitsThatAreTooFewOrTooManyAreRefused() {
        var encoded = UNSIGNED.encode(row(5, 1, 2, 7));
        assertThatThrownBy(() -> UNSIGNED.decode(new EncodedTensor(encoded.shape(), 15, encoded.words())))
                .hasMessage("the tensor needs more than the 15 bits that are there");
        assertThatThrownBy(() -> UNSIGNED.decode(new EncodedTensor(encoded.shape(), 17, encoded.words())))
                .hasMessage("the tensor takes 16 bits, there are 17");
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "8, 3", "9, 4", "16, 4", "17, 5", "32, 5"})
    void theMetadataFollowTheTensorsPrecision(int precision, int bits) {
        assertThat(GroupCodec.metadataBits(precision)).isEqualTo(bits);
    }

    private static Tensor row(int... values) {
        return new Tensor(new int[] {1, values.length}, values);
    }
}
