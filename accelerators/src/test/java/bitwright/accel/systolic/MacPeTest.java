package bitwright.accel.systolic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bitwright.accel.number.OperandFormat;
import bitwright.accel.number.SumFormat;
import bitwright.sim.result.Fidelity;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.WorkloadException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MacPeTest {
    private static int[][] random(SplittableRandom random, int rows, int columns) {
        var matrix = new int[rows][columns];
        for (int[] row : matrix) {
            for (int i = 0; i < columns; i++) {
                row[i] = random.nextInt(-128, 128);
            }
        }
        return matrix;
    }

    /** An integer rounded to E4M3 by hand: four significant bits, ties to even; int8 lies inside its normal range. */
    private static double e4m3(int value) {
        int size = Math.abs(value);
        int cut = Math.max(0, 28 - Integer.numberOfLeadingZeros(size));
        int kept = size >> cut;
        int rest = size - (kept << cut);
        int half = cut == 0 ? 1 : 1 << cut - 1;
        if (rest > half || rest == half && kept % 2 == 1) {
            kept++;
        }
        return Math.copySign((double) (kept << cut), value);
    }

    @Test
    void thisTestsRounding() {
        assertThat(e4m3(15)).isEqualTo(15);
        assertThat(e4m3(17)).isEqualTo(16); // half way between 16 and 18
        assertThat(e4m3(19)).isEqualTo(20); // half way between 18 and 20
        assertThat(e4m3(-127)).isEqualTo(-128);
    }

    /**
     * FP8 operands with a bfloat16-sized mantissa lost at every addition: the order of sums shows. Products of two E4M3
     * integers and their float sums are exact in a double, so plain Java rounds them once to float.
     */
    @ParameterizedTest
    @EnumSource(Dataflow.class)
    void fp8OperandsSumInFloat32InTheStatedOrder(Dataflow dataflow) {
        long seed = 5;
        var random = new SplittableRandom(seed);
        var machine = new SystolicArray(
                new Mesh(4, 3), dataflow, MacPe.of("float8_e4m3fn", "float8_e4m3fn", "float32"), 1000);
        for (int trial = 0; trial < 10; trial++) {
            int[][] a = random(random, 1 + random.nextInt(9), 1 + random.nextInt(30));
            int[][] b = random(random, a[0].length, 1 + random.nextInt(8));
            int stretch = dataflow == Dataflow.OUTPUT_STATIONARY ? a[0].length : 4;
            long[] expected = new long[a.length * b[0].length];
            for (int i = 0; i < expected.length; i++) {
                float whole = 0;
                for (int from = 0; from < b.length; from += stretch) {
                    float sum = 0;
                    for (int k = from; k < Math.min(b.length, from + stretch); k++) {
                        double product = e4m3(a[i / b[0].length][k]) * e4m3(b[k][i % b[0].length]);
                        sum = (float) (sum + product);
                    }
                    whole += sum;
                }
                expected[i] = (long) whole;
            }
            Layer layer = Layers.matmul(a, b);
            for (Fidelity fidelity : Fidelity.values()) {
                var outcome = machine.simulate(layer, Layers.setup(fidelity));
                assertThat(outcome.sums().data())
                        .as("seed " + seed + " trial " + trial)
                        .isEqualTo(expected);
                assertThat(outcome.result().values().mismatches()).isZero();
                assertThat(outcome.result().statistics().get("outputErrorPercent"))
                        .isLessThan(15);
            }
        }
    }

    /**
     * 256 + 1 is 256 in bfloat16 (eight significant bits, ties to even), so 256, 1, 1 sum to 256 in one go, but to 258
     * where 1 and 1 are summed first: in a second fold of two rows after one with 256 and 0.
     */
    @ParameterizedTest
    @CsvSource({"OUTPUT_STATIONARY, 256", "WEIGHT_STATIONARY, 258", "INPUT_STATIONARY, 258"})
    void roundingShowsTheOrder(Dataflow dataflow, long sum) {
        var machine = new SystolicArray(new Mesh(2, 2), dataflow, MacPe.of("bfloat16", "bfloat16", "bfloat16"), 1000);
        Layer layer = Layers.matmul(new int[][] {{16, 0, 1, 1}}, new int[][] {{16}, {0}, {1}, {1}});
        for (Fidelity fidelity : Fidelity.values()) {
            assertThat(machine.simulate(layer, Layers.setup(fidelity)).sums().data())
                    .containsExactly(sum);
        }
    }

    /**
     * One block along K: the largest magnitude 100 lies in [2^6, 2^7), E2M1's largest value 6 in [2^2, 2^3), so the scale
     * is 2^4. 100 / 16 = 6.25 rounds to 6, 40 / 16 = 2.5 to 2 (even), 12 / 16 = 0.75 to 1 (even), 3 / 16 to 0: the
     * block is 96, 32, 16, 0. Weights 1, 1, 1, 1 have the scale 2^−2 and are exact.
     */
    @ParameterizedTest
    @EnumSource(Dataflow.class)
    void mxOperandsAreElementsTimesScales(Dataflow dataflow) {
        var machine =
                new SystolicArray(new Mesh(4, 1), dataflow, MacPe.of("mxfp4_e2m1", "mxfp4_e2m1", "float32"), 1000);
        Layer layer = Layers.matmul(new int[][] {{100, 40, 12, 3}}, new int[][] {{1}, {1}, {1}, {1}});
        for (Fidelity fidelity : Fidelity.values()) {
            var outcome = machine.simulate(layer, Layers.setup(fidelity));
            assertThat(outcome.sums().data()).containsExactly(96 + 32 + 16);
            assertThat(outcome.result().values().mismatches()).isZero();
        }
        // off chip: 4 elements of 4 bits and a scale of 8 for each operand
        assertThat(machine.simulate(layer, Layers.setup(Fidelity.STEP)).result().trafficBits())
                .containsEntry("dram.read", 2 * (16 + 8L));
    }

    /** Integers up to 128 are exact in these formats, and their sums are not rounded: what comes out is the product. */
    @ParameterizedTest
    @ValueSource(strings = {"posit16_es2", "bfloat16", "float16", "int16", "signmagnitude9", "mxint8"})
    void exactSumsOfExactOperandsAreTheIntegerProduct(String format) {
        var random = new SplittableRandom(9);
        int[][] a = random(random, 3, 7);
        int[][] b = random(random, 7, 2);
        if (format.equals("mxint8")) {
            a[0][0] = 64; // six bits below the point: with a scale of 2^6, even numbers below 128 are exact
            for (int[][] matrix : new int[][][] {a, b}) {
                for (int[] row : matrix) {
                    for (int i = 0; i < row.length; i++) {
                        row[i] = row[i] / 4 * 2;
                    }
                }
            }
        }
        var machine =
                new SystolicArray(new Mesh(2, 2), Dataflow.OUTPUT_STATIONARY, MacPe.of(format, format, "exact"), 1000);
        long[] expected = new long[6];
        for (int i = 0; i < 6; i++) {
            for (int k = 0; k < 7; k++) {
                expected[i] += (long) a[i / 2][k] * b[k][i % 2];
            }
        }
        for (Fidelity fidelity : Fidelity.values()) {
            assertThat(machine.simulate(Layers.matmul(a, b), Layers.setup(fidelity))
                            .sums()
                            .data())
                    .isEqualTo(expected);
        }
    }

    /** Mitchell's product of 3 and 3 is 2^(1.5 + 1.5) in his logarithm: 8; of 5 and 3: 1.25 · 4 and 1.5 · 2 → 1.75 · 8. */
    @Test
    void multipliersAreThoseOfTheLibrary() {
        var pe = new MacPe(
                OperandFormat.of("int8"), OperandFormat.of("int8"), SumFormat.of("int32"), MacPe.Product.MITCHELL);
        var machine = new SystolicArray(new Mesh(2, 2), Dataflow.WEIGHT_STATIONARY, pe, 1000);
        Layer layer = Layers.matmul(new int[][] {{3, 5}, {-3, 4}}, new int[][] {{3, 1}, {3, 2}});
        for (Fidelity fidelity : Fidelity.values()) {
            var outcome = machine.simulate(layer, Layers.setup(fidelity));
            assertThat(outcome.sums().data()).containsExactly(8 + 14, 3 + 10, -8 + 12, -3 + 8);
            assertThat(outcome.result().values().mismatches()).isZero();
        }
    }

    /**
     * L-Mul as an adder: 3 = 2 · 1.5, and 0.5 + 0.5 + 2^−4 carries into the exponent: 2 · 2 · 2 · 1.0625 = 8.5; two of
     * them are 17.
     */
    @ParameterizedTest
    @EnumSource(Dataflow.class)
    void productsMayBeAdditions(Dataflow dataflow) {
        var pe = new MacPe(
                OperandFormat.of("bfloat16"),
                OperandFormat.of("bfloat16"),
                SumFormat.of("float32"),
                MacPe.Product.L_MUL);
        var machine = new SystolicArray(new Mesh(2, 2), dataflow, pe, 1000);
        var outcome = machine.simulate(
                Layers.matmul(new int[][] {{3, 3}}, new int[][] {{3}, {3}}), Layers.setup(Fidelity.CYCLE));
        assertThat(outcome.sums().data()).containsExactly(17);
        assertThat(outcome.result().actions()).containsEntry("add.int:16", 2L);
    }

    /** Posits of 16 bits hold int8 exactly, and so does int8; −128 and a float32 sum of few products, too. */
    @ParameterizedTest
    @EnumSource(Dataflow.class)
    void operandsMayDiffer(Dataflow dataflow) {
        var machine = new SystolicArray(new Mesh(2, 2), dataflow, MacPe.of("posit16_es2", "int8", "float32"), 1000);
        Layer layer = Layers.matmul(new int[][] {{-128, 7, 3}}, new int[][] {{-1}, {127}, {-128}});
        for (Fidelity fidelity : Fidelity.values()) {
            var outcome = machine.simulate(layer, Layers.setup(fidelity));
            assertThat(outcome.sums().data()).containsExactly(128 + 889 - 384);
            assertThat(outcome.result().values().mismatches()).isZero();
        }
    }

    /** 127 · 127 = 16129 is 16128 in float16 (eleven bits, steps of 8), which is meant and no mistake. */
    @Test
    void integersMaySumInAFloatThatRounds() {
        var machine = new SystolicArray(
                new Mesh(1, 1), Dataflow.OUTPUT_STATIONARY, MacPe.of("int8", "int8", "float16"), 1000);
        Layer layer = Layers.matmul(new int[][] {{127}}, new int[][] {{127}});
        for (Fidelity fidelity : Fidelity.values()) {
            var outcome = machine.simulate(layer, Layers.setup(fidelity));
            assertThat(outcome.sums().data()).containsExactly(16128);
            assertThat(outcome.result().values().mismatches()).isZero();
            assertThat(outcome.result().statistics().get("outputErrorPercent")).isCloseTo(100 / 16129.0, within(1e-12));
        }
    }

    /** 16384 · 4 = 65536 lies beyond float16: the run goes on, a network cannot. */
    @Test
    void aSumThatOverflowsStaysInfinite() {
        var machine = new SystolicArray(
                new Mesh(2, 2), Dataflow.OUTPUT_STATIONARY, MacPe.of("int8", "int8", "float16"), 1000);
        Layer layer =
                Layers.matmul(new int[][] {{-128, -128, -128, -128}}, new int[][] {{-128}, {-128}, {-128}, {-128}});
        for (Fidelity fidelity : Fidelity.values()) {
            var trace = new LayerTrace("t", "t", "t", List.of(layer));
            var result = machine.run(trace, Layers.setup(fidelity)).get(0);
            assertThat(result.values().mismatches()).isZero();
            assertThat(result.statistics()).doesNotContainKey("outputErrorPercent");
            assertThatThrownBy(() -> machine.simulate(layer, Layers.setup(fidelity)))
                    .isInstanceOf(WorkloadException.class)
                    .hasMessage("layer matmul: output [0, 0, 0, 0] is Infinity, which no further layer can take");
        }
    }

    @Test
    void anIntegerSumMaySaturate() {
        var pe = new MacPe(
                OperandFormat.of("int8"),
                OperandFormat.of("int8"),
                new SumFormat(
                        "int8",
                        bitwright.arith.dot.Accumulation.OnOverflow.SATURATE,
                        bitwright.arith.Rounding.NEAREST_EVEN),
                MacPe.Product.EXACT);
        var machine = new SystolicArray(new Mesh(1, 1), Dataflow.OUTPUT_STATIONARY, pe, 1000);
        var outcome = machine.simulate(
                Layers.matmul(new int[][] {{100, 100, -1}}, new int[][] {{1}, {1}, {1}}), Layers.setup(Fidelity.CYCLE));
        // 100, 127 for 200, 126
        assertThat(outcome.sums().data()).containsExactly(126);
        assertThat(outcome.result().values().firstMismatch())
                .isEqualTo("output [0, 0, 0, 0] is 126, the reference has 199");
    }

    @Test
    void namesAndCombinationsAreChecked() {
        assertThatThrownBy(() -> OperandFormat.of("int")).hasMessageContaining("and the blocks mxfp8_e4m3");
        assertThatThrownBy(() -> MacPe.of("float16", "int8", "int32"))
                .hasMessage("accumulator must be a float, a posit or exact for operands float16 and int8, got int32");
        assertThatThrownBy(() -> MacPe.of("int8", "bipolar4", "exact"))
                .hasMessage("weights must have a zero, got bipolar4");
        assertThatThrownBy(() -> SumFormat.of("posit32_es2"))
                .hasMessage(
                        "format must be int2 to int64, a float, a posit of at most 24 bits, or exact, got posit32_es2");
        assertThatThrownBy(() -> SumFormat.of("int65"))
                .hasMessage("format must be int2 to int64, a float, a posit of at most 24 bits, or exact, got int65");
        assertThatThrownBy(() -> new MacPe(
                        OperandFormat.of("float16"),
                        OperandFormat.of("bfloat16"),
                        SumFormat.of("float32"),
                        MacPe.Product.L_MUL))
                .hasMessage("multiplier l-mul needs both operands in one float format, got float16 and bfloat16");
    }
}
