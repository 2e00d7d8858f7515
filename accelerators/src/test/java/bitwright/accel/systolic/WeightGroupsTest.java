package bitwright.accel.systolic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.accel.LayerMachine;
import bitwright.accel.number.OperandFormat;
import bitwright.accel.number.SumFormat;
import bitwright.accel.number.WeightGroups;
import bitwright.sim.result.Fidelity;
import bitwright.workload.Layer;
import bitwright.workload.WorkloadException;
import bitwright.workload.reference.Reference;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightGroupsTest {
    private static SystolicArray array(Mesh mesh, String activations, WeightGroups groups, String accumulator) {
        var pe = new MacPe(
                OperandFormat.of(activations), groups.format(), SumFormat.of(accumulator), MacPe.Product.SHIFT_ADD);
        return new SystolicArray(
                mesh,
                Dataflow.OUTPUT_STATIONARY,
                pe,
                Overlap.PIPELINED,
                Lowering.DIRECT,
                Compat.NONE,
                new Buffers(64, 64, 64),
                Optional.of(groups),
                500);
    }

    private static WeightGroups groups(int bits, int size, boolean zeroPoint) {
        return new WeightGroups(bits, size, zeroPoint, "float16", SumFormat.of("float32"));
    }

    /**
     * Two groups of two, 2 bits. Weights −3, 3 of the first: 6 / 3 = 2 a step, zero point rint(1.5) = 2, codes rint(−1.5) +
     * 2 = 0 and rint(1.5) + 2 = 4, of which there are 3: −4 and 2. Weights 6, 0: step 2, zero point 0, codes 3, 0. Inputs 1,
     * 10, 5, 7: 2 · (3 · 10 − 2 · 11) = 16 and 2 · 3 · 5 = 30.
     */
    @Test
    void twoGroupsByHand() {
        var machine = array(new Mesh(1, 1), "int8", groups(2, 2, true), "int32");
        var layer = Layers.matmul(new int[][] {{1, 10, 5, 7}}, new int[][] {{-3}, {3}, {6}, {0}});
        for (Fidelity fidelity : List.of(Fidelity.CYCLE, Fidelity.STEP)) {
            var outcome = machine.simulate(layer, Layers.setup(fidelity));
            assertThat(outcome.sums().data()).containsExactly(46);
            assertThat(outcome.result().cycles().compute()).isEqualTo(4);
            assertThat(outcome.result().cycles().fill()).isEqualTo(2);
        }
    }

    /** The float32 sum of exact group shares, from integers and decimals that know nothing of the array. */
    @ParameterizedTest
    @CsvSource({"4, 128, true", "4, 5, true", "3, 7, false", "8, 16, true", "2, 1, false"})
    void outputsAreTheSumOfExactShares(int bits, int size, boolean zeroPoint) {
        long seed = 2411;
        var random = new SplittableRandom(seed);
        for (int trial = 0; trial < 12; trial++) {
            int k = 1 + random.nextInt(60);
            var a = matrix(random, 1 + random.nextInt(4), k);
            var b = matrix(random, k, 1 + random.nextInt(4));
            var groups = groups(bits, size, zeroPoint);
            var machine = array(new Mesh(2, 3), "int8", groups, "int32");
            long[] ours = machine.simulate(Layers.matmul(a, b), Layers.setup(Fidelity.CYCLE))
                    .sums()
                    .data();
            for (int i = 0; i < a.length; i++) {
                for (int j = 0; j < b[0].length; j++) {
                    assertThat(ours[i * b[0].length + j])
                            .as("seed %d trial %d output %d %d", seed, trial, i, j)
                            .isEqualTo(Math.round(Math.rint(output(a[i], b, j, bits, size, zeroPoint))));
                }
            }
        }
    }

    private static float output(int[] row, int[][] b, int j, int bits, int size, boolean zeroPoint) {
        float sum = 0;
        for (int from = 0; from < row.length; from += size) {
            int to = Math.min(row.length, from + size);
            int least = 0;
            int largest = 0;
            for (int k = from; k < to; k++) {
                least = Math.min(least, b[k][j]);
                largest = Math.max(largest, b[k][j]);
            }
            int low = zeroPoint ? 0 : -(1 << bits - 1);
            int high = zeroPoint ? (1 << bits) - 1 : (1 << bits - 1) - 1;
            double scale = 1;
            long zero = zeroPoint ? -least : 0;
            if (zeroPoint ? largest - least > high : least < low || largest > high) {
                double step = zeroPoint ? (double) (largest - least) / high : (double) Math.max(-least, largest) / high;
                // Steps lie between 2^-14 and 2^9: eleven significant bits are a float16.
                double ulp = Math.scalb(1.0, Math.getExponent(step) - 10);
                scale = Math.rint(step / ulp) * ulp;
                zero = zeroPoint ? Math.round(Math.rint(-least / scale)) : 0;
            }
            BigDecimal share = BigDecimal.ZERO;
            for (int k = from; k < to; k++) {
                long code = Math.max(low, Math.min(high, (long) Math.rint(b[k][j] / scale) + zero));
                share = share.add(BigDecimal.valueOf((code - zero) * row[k]));
            }
            sum = (float) (sum + share.multiply(new BigDecimal(scale)).doubleValue());
        }
        return sum;
    }

    private static int[][] matrix(SplittableRandom random, int rows, int columns) {
        var matrix = new int[rows][];
        for (int row = 0; row < rows; row++) {
            matrix[row] = random.ints(columns, -128, 128).toArray();
        }
        return matrix;
    }

    @Test
    void registersAndEventsAgreeOnLayersOfEveryShape() {
        long seed = 16158;
        var layers = new Layers(seed);
        var random = new SplittableRandom(seed);
        int compared = 0;
        for (int trial = 0; trial < 60; trial++) {
            Layer layer = layers.next();
            boolean floats = random.nextInt(3) == 0;
            var rule = groups(2 + random.nextInt(4), 1 + random.nextInt(9), random.nextBoolean());
            var mesh = new Mesh(1 + random.nextInt(5), 1 + random.nextInt(5));
            var machine = array(mesh, floats ? "float16" : "int8", rule, floats ? "float32" : "int32");
            String what = "seed " + seed + " trial " + trial + " " + machine;
            LayerMachine.Outcome ticked;
            try {
                ticked = machine.simulate(layer, Layers.setup(Fidelity.CYCLE));
            } catch (WorkloadException e) {
                assertThat(e).hasMessageContaining("are not summed in pieces");
                continue;
            }
            compared++;
            assertThat(ticked.result().values().firstMismatch()).as(what).isEmpty();
            var stepped = machine.simulate(layer, Layers.setup(Fidelity.STEP));
            assertThat(stepped.result()).as(what).isEqualTo(ticked.result());
            assertThat(stepped.sums()).as(what).isEqualTo(ticked.sums());
        }
        assertThat(compared).isGreaterThan(30);
    }

    /** Weights of 4 bits keep their values: nothing is lost, whatever the groups. */
    @Test
    void weightsThatFitKeepTheirValues() throws IOException {
        var random = new SplittableRandom(4);
        var a = matrix(random, 3, 50);
        var b = new int[50][];
        for (int k = 0; k < b.length; k++) {
            b[k] = random.ints(4, -8, 8).toArray();
        }
        var layer = Layers.matmul(a, b);
        for (boolean zeroPoint : new boolean[] {true, false}) {
            var machine = array(new Mesh(2, 2), "int8", groups(4, 16, zeroPoint), "int32");
            var outcome = machine.simulate(layer, Layers.setup(Fidelity.STEP));
            assertThat(outcome.sums().data()).isEqualTo(Reference.sums(layer).data());
            assertThat(outcome.result().statistics().get("outputErrorPercent")).isZero();
        }
    }

    /** A narrow group register wraps: 2 · 15 · 127 = 3810 in 12 bits is −286; weights 15 of zero point 0 and scale 1. */
    @Test
    void aNarrowGroupSumWraps() {
        var machine = array(new Mesh(1, 1), "int8", groups(4, 2, true), "int12");
        var layer = Layers.matmul(new int[][] {{127, 127}}, new int[][] {{15}, {15}});
        var outcome = machine.simulate(layer, Layers.setup(Fidelity.CYCLE));
        assertThat(outcome.sums().data()).containsExactly(3810 - 4096);
    }

    @Test
    void whatGroupsCannotDoIsRefused() {
        var groups = groups(4, 128, true);
        var pe = MacPe.of("int8", "int4", "int32");
        assertThatThrownBy(() -> new SystolicArray(
                        new Mesh(2, 2),
                        Dataflow.OUTPUT_STATIONARY,
                        pe,
                        Overlap.DRAINED,
                        Lowering.DIRECT,
                        Compat.NONE,
                        new Buffers(64, 64, 64),
                        Optional.of(groups),
                        500))
                .hasMessageContaining("need PEs whose weights are uint4, got int4");
        assertThatThrownBy(() -> new WeightGroups(4, 128, true, "int8", SumFormat.of("float32")))
                .hasMessageContaining("scale must be a float, got int8");
        assertThatThrownBy(() -> new WeightGroups(4, 128, true, "float16", SumFormat.of("int32")))
                .hasMessageContaining("sum must be a float or exact, got int32");
    }
}
