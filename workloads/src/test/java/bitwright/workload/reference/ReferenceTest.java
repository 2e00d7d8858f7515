package bitwright.workload.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.workload.Encoding;
import bitwright.workload.Geometry;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReferenceTest {
    @Test
    void aConvolutionByHand() {
        // Input rows 1 2 3 / 4 5 6 / 7 8 9, kernel 1 0 / 0 -1, no padding: each sum is x[y][x] - x[y+1][x+1] = -4.
        var input = new Tensor(new int[] {1, 3, 3, 1}, new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
        var kernel = new Tensor(new int[] {1, 2, 2, 1}, new int[] {1, 0, 0, -1});
        assertThat(Reference.sums(Geometry.UNIT, input, kernel).data()).containsExactly(-4, -4, -4, -4);
        // One row of zeros on top: the first row of sums is 0 - x[0][x+1] = -2, -3.
        var padded = new Geometry(1, 1, 1, 0, 0, 0, 1, 1, 1);
        assertThat(Reference.sums(padded, input, kernel).data()).containsExactly(-2, -3, -4, -4, -4, -4);
    }

    @Test
    void aFullyConnectedLayerByHand() {
        var input = new Tensor(new int[] {2, 2}, new int[] {1, 2, 3, 4});
        var weights = new Tensor(new int[] {1, 2}, new int[] {10, -1});
        // 1·10 − 2 = 8; 3·10 − 4 = 26
        assertThat(Reference.sums(Geometry.UNIT, input, weights))
                .isEqualTo(new Sums(new int[] {2, 1}, new long[] {8, 26}));
    }

    @Test
    void equalsSevenLoopsOnRandomGeometry() {
        long seed = 7;
        var random = new SplittableRandom(seed);
        for (int trial = 0; trial < 300; trial++) {
            int groups = random.nextInt(1, 4);
            int groupChannels = random.nextInt(1, 6);
            int groupFilters = random.nextInt(1, random.nextBoolean() ? 6 : 60); // fewer or more than windows
            int kh = random.nextInt(1, 4);
            int kw = random.nextInt(1, 4);
            var geometry = new Geometry(
                    random.nextInt(1, 4),
                    random.nextInt(1, 4),
                    random.nextInt(3),
                    random.nextInt(3),
                    random.nextInt(3),
                    random.nextInt(3),
                    random.nextInt(1, 3),
                    random.nextInt(1, 3),
                    groups);
            int[] inputShape = {random.nextInt(1, 3), random.nextInt(5, 9), random.nextInt(5, 9), groups * groupChannels
            };
            int[] weightShape = {groups * groupFilters, kh, kw, groupChannels};
            int bits = random.nextBoolean() ? 8 : 31; // 31 bits leave the 32-bit path
            Tensor input = random(random, inputShape, bits);
            Tensor weights = random(random, weightShape, random.nextBoolean() ? 8 : 31);
            assertThat(Reference.sums(geometry, input, weights))
                    .as("seed %d trial %d: %s %s %s", seed, trial, geometry, input, weights)
                    .isEqualTo(sevenLoops(geometry, input, weights));
        }
    }

    @Test
    void fullyConnectedEqualsItsConvolutionOfOnePixel() {
        long seed = 8;
        var random = new SplittableRandom(seed);
        for (int trial = 0; trial < 50; trial++) {
            int inputs = random.nextInt(1, 4);
            int channels = random.nextInt(1, 70);
            int filters = random.nextInt(1, 9);
            int bits = random.nextBoolean() ? 8 : 31;
            Tensor input = random(random, new int[] {inputs, channels}, bits);
            Tensor weights = random(random, new int[] {filters, channels}, bits);
            Sums expected = sevenLoops(
                    Geometry.UNIT,
                    new Tensor(new int[] {inputs, 1, 1, channels}, input.data()),
                    new Tensor(new int[] {filters, 1, 1, channels}, weights.data()));
            assertThat(Reference.sums(Geometry.UNIT, input, weights).data())
                    .as("seed %d trial %d", seed, trial)
                    .containsExactly(expected.data());
        }
    }

    @Test
    void theExtremesOf32BitsNeedTheLongPath() {
        // (−2^31)·(−2^31) = 2^62
        var input = new Tensor(new int[] {1, 1, 1, 1}, new int[] {Integer.MIN_VALUE});
        var weights = new Tensor(new int[] {1, 1, 1, 1}, new int[] {Integer.MIN_VALUE});
        assertThat(Reference.sums(Geometry.UNIT, input, weights).data()).containsExactly(1L << 62);
    }

    @Test
    void theZeroPointIsRemoved() throws IOException {
        var codes = new Tensor(new int[] {2}, new int[] {-128, 127});
        var operand = new Operand(new Encoding("int8", -128, 8, false), TensorSource.of(codes));
        assertThat(Reference.hardwareValues(operand).data()).containsExactly(0, 255);
    }

    @Test
    void operandsThatDoNotMeetAreRefused() {
        var input = new Tensor(new int[] {1, 2, 2, 3}, new int[12]);
        var weights = new Tensor(new int[] {1, 1, 1, 2}, new int[2]);
        assertThatThrownBy(() -> Reference.sums(Geometry.UNIT, input, weights))
                .hasMessage("activations [1, 2, 2, 3] do not meet weights [1, 1, 1, 2] in 1 groups");
    }

    private static Tensor random(SplittableRandom random, int[] shape, int bits) {
        int size = 1;
        for (int extent : shape) {
            size *= extent;
        }
        int[] data = new int[size];
        for (int i = 0; i < size; i++) {
            data[i] = random.nextInt(3) == 0 ? 0 : (int) random.nextLong(-1L << bits - 1, 1L << bits - 1);
        }
        return new Tensor(shape, data);
    }

    /** The textbook's loops: input, row, column, filter, kernel row, kernel column, channel. */
    private static Sums sevenLoops(Geometry g, Tensor input, Tensor weights) {
        int h = input.extent(1);
        int w = input.extent(2);
        int c = input.extent(3);
        int k = weights.extent(0);
        int kh = weights.extent(1);
        int kw = weights.extent(2);
        int gc = weights.extent(3);
        int ho = (h + g.padTop() + g.padBottom() - ((kh - 1) * g.dilationH() + 1)) / g.strideH() + 1;
        int wo = (w + g.padLeft() + g.padRight() - ((kw - 1) * g.dilationW() + 1)) / g.strideW() + 1;
        long[] sums = new long[input.extent(0) * ho * wo * k];
        int at = 0;
        for (int n = 0; n < input.extent(0); n++) {
            for (int y = 0; y < ho; y++) {
                for (int x = 0; x < wo; x++) {
                    for (int f = 0; f < k; f++) {
                        long sum = 0;
                        int group = f / (k / g.groups());
                        for (int ky = 0; ky < kh; ky++) {
                            for (int kx = 0; kx < kw; kx++) {
                                for (int i = 0; i < gc; i++) {
                                    int row = y * g.strideH() + ky * g.dilationH() - g.padTop();
                                    int column = x * g.strideW() + kx * g.dilationW() - g.padLeft();
                                    if (row >= 0 && row < h && column >= 0 && column < w) {
                                        long a = input.data()[((n * h + row) * w + column) * c + group * gc + i];
                                        sum += a * weights.data()[((f * kh + ky) * kw + kx) * gc + i];
                                    }
                                }
                            }
                        }
                        sums[at++] = sum;
                    }
                }
            }
        }
        return new Sums(new int[] {input.extent(0), ho, wo, k}, sums);
    }
}
