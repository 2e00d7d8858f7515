package bitwright.workload.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bitwright.workload.Geometry;
import bitwright.workload.Op;
import bitwright.workload.real.Product;
import bitwright.workload.real.Products;
import bitwright.workload.real.Value;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SmoothQuantTest {
    /** x up to 16 and 1, w up to 1 and 4: with α = 1/2 factors √(16/1) = 4 and √(1/4) = 1/2; with α = 3/4, 8 and 2^(−1/2). */
    @Test
    void factorsFollowTheLargestMagnitudes() {
        var layer = new LayerSample(
                "fc", Geometry.UNIT, new int[] {2, 2}, new float[] {1, -4, 0.5f, 2}, new int[] {2, 2}, new float[] {
                    -16, 1, 3, 0.25f
                });
        assertThat(SmoothQuant.factors(layer, 0.5)).containsExactly(4, 0.5f);
        assertThat(SmoothQuant.factors(layer, 0.75)).containsExactly(new float[] {8, 0.70710677f}, within(1e-6f));
    }

    @Test
    void channelsThatNothingReachesKeepTheirs() {
        var layer = new LayerSample(
                "fc", Geometry.UNIT, new int[] {1, 3}, new float[] {2, 0, 3}, new int[] {1, 3}, new float[] {0, 5, 3});
        assertThat(SmoothQuant.factors(layer, 0.5)).containsExactly(1, 1, 1);
    }

    /** Magnitudes that are powers of four give factors that are powers of two: nothing at all may change then. */
    @Test
    void nothingChangesBeforeSomebodyRounds() {
        long seed = 21;
        var random = new SplittableRandom(seed);
        for (int trial = 0; trial < 20; trial++) {
            int groups = trial % 2 + 1;
            var geometry = new Geometry(1, 1, 1, 1, 1, 1, 1, 1, groups);
            int[] shape = {4, 3, 3, 6 / groups};
            int[] in = {2, 5, 4, 6};
            float[] inputs = new float[2 * 5 * 4 * 6];
            float[] weights = new float[4 * 9 * 6 / groups];
            for (int i = 0; i < inputs.length; i++) {
                // every channel takes its largest magnitude, 4^c, somewhere
                float size = Math.scalb(1f, 2 * (i % 6));
                inputs[i] = i < 6 ? size : size * random.nextInt(-64, 65) / 64;
            }
            var empty = new LayerSample("conv", geometry, shape, weights, in, inputs);
            boolean[] met = new boolean[6];
            for (int i = 0; i < weights.length; i++) {
                int c = empty.channelOf(i);
                weights[i] = met[c] ? random.nextInt(-128, 129) / 128f : -1;
                met[c] = true;
            }
            float[] factors = SmoothQuant.factors(empty, 0.5);
            for (int c = 0; c < 6; c++) {
                assertThat(factors[c]).as("seed %d trial %d", seed, trial).isEqualTo(Math.scalb(1f, c));
            }
            LayerSample smooth = SmoothQuant.smoothed(empty, factors);
            assertThat(Products.PLAIN.of(product(smooth)))
                    .as("seed %d trial %d", seed, trial)
                    .containsExactly(Products.PLAIN.of(product(empty)));
        }
    }

    private static Product product(LayerSample layer) {
        return new Product(
                layer.name(),
                Op.CONV2D,
                layer.geometry(),
                Value.of(layer.inputShape(), layer.inputs()),
                Value.of(layer.shape(), layer.weights()),
                true,
                new long[0]);
    }

    /** A channel a hundred times the others wastes an int8 scale that all share; smoothed, the product is much nearer. */
    @Test
    void outliersCostLessWhenSmoothed() {
        long seed = 22;
        var random = new SplittableRandom(seed);
        float[] inputs = new float[32 * 16];
        float[] weights = new float[8 * 16];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (float) (random.nextDouble() - 0.5) * (i % 16 == 5 ? 100 : 1);
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (random.nextDouble() - 0.5);
        }
        var layer = new LayerSample("fc", Geometry.UNIT, new int[] {8, 16}, weights, new int[] {32, 16}, inputs);
        double[] exact = naive(layer);
        double plain = error(layer, Recipe.of(Method.RTN, "int8").withActivations("int8", "tensor"), exact);
        double smooth = error(layer, Recipe.of(Method.SMOOTHQUANT, "int8"), exact);
        double apart = error(layer, Recipe.of(Method.LLM_INT8, "int8"), exact);
        assertThat(smooth).isLessThan(plain / 5);
        assertThat(apart).isLessThan(plain / 20);
    }

    private static double[] naive(LayerSample layer) {
        int channels = layer.channels();
        int filters = layer.shape()[0];
        double[] sums = new double[layer.inputShape()[0] * filters];
        for (int i = 0; i < sums.length; i++) {
            for (int c = 0; c < channels; c++) {
                sums[i] += (double) layer.inputs()[i / filters * channels + c]
                        * layer.weights()[i % filters * channels + c];
            }
        }
        return sums;
    }

    private static double error(LayerSample layer, Recipe recipe, double[] exact) {
        double[] got = new Planner(recipe)
                .plan(layer)
                .plan()
                .of(new Product(
                        "fc",
                        Op.FULLY_CONNECTED,
                        layer.geometry(),
                        Value.of(layer.inputShape(), layer.inputs()),
                        Value.of(layer.shape(), layer.weights()),
                        true,
                        new long[0]));
        double error = 0;
        for (int i = 0; i < got.length; i++) {
            error += (got[i] - exact[i]) * (got[i] - exact[i]);
        }
        return error;
    }

    /** LLM.int8() by hand: channel 1 reaches 7, so it is apart; the rest by token and filter. */
    @Test
    void channelsWithOutliersAreMultipliedApart() {
        float[] inputs = {1, 7, -0.5f, 0.25f, -3, 1};
        float[] weights = {0.5f, 1, -1, 2, -0.25f, 1};
        var layer = new LayerSample("fc", Geometry.UNIT, new int[] {2, 3}, weights, new int[] {2, 3}, inputs);
        LayerPlan plan =
                new Planner(Recipe.of(Method.LLM_INT8, "int8")).plan(layer).plan();
        assertThat(plan.apartChannels()).containsExactly(1);
        // weights of channels 0 and 2: largest 1 and 2 over 127; 0.5 is 63.5 steps, to even 64
        assertThat(plan.dense().weights().codes()).containsExactly(64, -127, 127, 64);
        assertThat(plan.dense().weights().shape()).containsExactly(2, 2);
        assertThat(plan.apart().orElseThrow().weights().codes()).containsExactly(2047, -2047);
        double[] ours = plan.of(new Product(
                "fc",
                Op.FULLY_CONNECTED,
                Geometry.UNIT,
                Value.of(new int[] {2, 3}, inputs),
                Value.of(new int[] {2, 3}, weights),
                true,
                new long[0]));
        double[] exact = naive(layer);
        for (int i = 0; i < exact.length; i++) {
            assertThat(ours[i]).isCloseTo(exact[i], within(0.02));
        }
        float[] effective = plan.reals(layer);
        assertThat(effective[1]).isCloseTo(1f, within(1e-6f));
        assertThat(effective[3]).isCloseTo(2f, within(1e-6f));
    }

    /** Of ten weights a share of 0.15 is two: 9 and −8; the rest has a scale of its own, 3 / 7. */
    @Test
    void theLargestWeightsAreKeptApart() {
        float[] weights = {9, 1, -2, 3, 0, -8, 1, 1, 2, -3};
        var layer = new LayerSample("fc", Geometry.UNIT, new int[] {1, 10}, weights, new int[] {1, 10}, new float[10]);
        var recipe = new Recipe(
                Method.DENSE_AND_SPARSE,
                "int4",
                "channel",
                Blocks.Lines.CHANNELS,
                bitwright.arith.block.Tail.SHORT_BLOCK,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0.5,
                6,
                0.15,
                Recipe.BITS,
                4,
                0.05,
                Optional.empty(),
                false);
        LayerPlan plan = new Planner(recipe).plan(layer).plan();
        assertThat(plan.dense().weights().codes()).containsExactly(0, 2, -5, 7, 0, 0, 2, 2, 5, -7);
        assertThat(plan.apart().orElseThrow().weights().codes()).containsExactly(2047, 0, 0, 0, 0, -1820, 0, 0, 0, 0);
        // 10 weights of 4 bits and a scale; two of 16 bits with a place each
        assertThat(plan.bits()).isEqualTo(10 * 4 + 16 + 2 * 32);
    }
}
