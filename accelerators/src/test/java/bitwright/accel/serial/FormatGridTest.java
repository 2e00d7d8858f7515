package bitwright.accel.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.accel.LayerMachine;
import bitwright.accel.Setup;
import bitwright.accel.memory.Buffers;
import bitwright.accel.number.Arithmetic;
import bitwright.accel.number.FormatDotPe;
import bitwright.accel.number.OperandFormat;
import bitwright.accel.number.SumFormat;
import bitwright.arith.dot.LMul;
import bitwright.sim.energy.Confidence;
import bitwright.sim.energy.EnergyTable;
import bitwright.sim.memory.IdealMemory;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.ValueCheck;
import bitwright.workload.Encoding;
import bitwright.workload.Geometry;
import bitwright.workload.Layer;
import bitwright.workload.Op;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import bitwright.workload.WorkloadException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Grids of PEs of number formats. */
class FormatGridTest {
    private static FormatDotPe pe(int lanes, String format, String register, Arithmetic.Inside inside) {
        var operand = OperandFormat.of(format);
        return new FormatDotPe(
                lanes,
                operand,
                operand,
                SumFormat.of(register),
                inside,
                Arithmetic.Product.EXACT,
                LMul.Variant.SATURATING_ADDER);
    }

    private static SerialGrid grid(FormatDotPe pe, Sync.FullyConnected fullyConnected) {
        return new SerialGrid(
                new Array(2, 2, 1),
                pe,
                new Sync(Sync.Scope.ALL, 0, fullyConnected),
                new Buffers(64, 64),
                SerialGrid.FirstLayer.NONE,
                1000);
    }

    private static Operand operand(int[] shape, int... values) {
        return new Operand(new Encoding("int8", 0, 8, true), TensorSource.of(new Tensor(shape, values)));
    }

    private static EnergyTable.Row price(String kind, int widthBits, int sizeKiB) {
        return new EnergyTable.Row(
                kind, widthBits, sizeKiB, 1, EnergyTable.Scaling.LINEAR, Confidence.TRANSCRIBED, "test");
    }

    private static LayerMachine.Outcome run(SerialGrid grid, Layer layer, Fidelity fidelity) {
        var rows = Stream.of("mul.int", "add.int", "add.float", "mul.float", "shift", "register.write", "dram.ddr4")
                .map(kind -> price(kind, 1, 0))
                .toList();
        var all = new ArrayList<>(rows);
        all.add(price("sram.read", 64, 64));
        all.add(price("sram.write", 64, 64));
        var prices = new EnergyTable("test", 45, "round numbers", all);
        var setup = new Setup(new IdealMemory("dram.ddr4"), prices, fidelity, ValueCheck.Method.RECOMPUTED, 1, 1);
        return grid.simulate(layer, setup);
    }

    /**
     * 256 + 1 is 256 in bfloat16, ties to even: 256, 1, 0, 1 one by one are 256; where the first and third product are
     * summed in one column and the others in the next, 256 + 2 are 258; an exact sum of four is 258 at once, and a tree's
     * (256 + 1) + (0 + 1) = 256 + 1 is 256.
     */
    @ParameterizedTest
    @CsvSource({
        "1, SINGLE_COLUMN, EXACT, 256",
        "1, STAGGERED, EXACT, 258",
        "4, SINGLE_COLUMN, EXACT, 258",
        "4, SINGLE_COLUMN, TREE, 256",
        "4, STAGGERED, EXACT, 258"
    })
    void roundingShowsTheOrder(int lanes, Sync.FullyConnected columns, Arithmetic.Inside inside, long sum) {
        var layer = new Layer(
                "fc",
                Op.FULLY_CONNECTED,
                List.of("input"),
                Geometry.UNIT,
                operand(new int[] {1, 4}, 16, 1, 0, 1),
                operand(new int[] {1, 4}, 16, 1, 0, 1));
        var outcome = run(grid(pe(lanes, "bfloat16", "bfloat16", inside), columns), layer, Fidelity.STEP);
        assertThat(outcome.sums().data()).containsExactly(sum);
        assertThat(outcome.result().values().mismatches()).isZero();
    }

    /** Integers up to 7 are exact in E4M3, and so are their sums in float32: a convolution, its groups, padding and steps. */
    @ParameterizedTest
    @CsvSource({"1, 1", "3, 1", "8, 1", "2, 4"})
    void smallIntegersGiveTheExactConvolution(int lanes, int groups) {
        var random = new SplittableRandom(4);
        int[] in = {1, 5, 4, 4};
        int[] kernel = {4, 3, 2, 4 / groups};
        var a = random.ints(80, -7, 8).toArray();
        var w = random.ints(96L / groups, -7, 8).toArray();
        var geometry = new Geometry(2, 1, 1, 0, 1, 1, 1, 1, groups);
        var layer = new Layer("conv", Op.CONV2D, List.of("input"), geometry, operand(in, a), operand(kernel, w));
        var pe = pe(lanes, "float8_e4m3fn", "float32", Arithmetic.Inside.EXACT);
        var outcome = run(grid(pe, Sync.FullyConnected.STAGGERED), layer, Fidelity.STEP);
        long[] expected = new long[outcome.sums().data().length];
        int columns = layer.outputWidth();
        for (int i = 0; i < expected.length; i++) {
            for (int k = 0; k < 24 / groups; k++) {
                int c = k % (4 / groups);
                int y = i / 4 / columns * 2 - 1 + k / (4 / groups) / 2;
                int x = i / 4 % columns - 1 + k / (4 / groups) % 2;
                if (y >= 0 && y < 5 && x >= 0 && x < 4) {
                    int channel = i % 4 / (4 / groups) * (4 / groups) + c;
                    expected[i] += (long) a[(y * 4 + x) * 4 + channel] * w[i % 4 * (24 / groups) + k];
                }
            }
        }
        assertThat(outcome.sums().data()).isEqualTo(expected);
        assertThat(outcome.result().values().mismatches()).isZero();
        assertThat(outcome.result().statistics()).containsEntry("outputErrorPercent", 0.0);
    }

    /** A row of 32 four-bit elements and a scale of eight bits for each operand; two outputs go back, one block of them. */
    @Test
    void blocksTakeTheirScalesAlong() {
        var layer = new Layer(
                "fc",
                Op.FULLY_CONNECTED,
                List.of("input"),
                Geometry.UNIT,
                operand(new int[] {1, 32}, new int[32]),
                operand(new int[] {2, 32}, new int[64]));
        var pe = pe(32, "mxfp4_e2m1", "float32", Arithmetic.Inside.EXACT);
        var result = run(grid(pe, Sync.FullyConnected.STAGGERED), layer, Fidelity.STEP)
                .result();
        assertThat(result.trafficBits())
                .containsEntry("dram.read", 3 * (32 * 4L + 8))
                .containsEntry("dram.write", 2 * 4 + 8L);
        // a step for two filters: 64 products, two sums
        assertThat(result.actions()).containsEntry("mul.int:2", 64L).containsEntry("add.float:32", 2L);
    }

    @Test
    void whatIsNotOfferedIsSaid() {
        var layer = new Layer(
                "fc",
                Op.FULLY_CONNECTED,
                List.of("input"),
                Geometry.UNIT,
                operand(new int[] {1, 1}, 1),
                operand(new int[] {1, 1}, 1));
        var fp8 = grid(pe(4, "float8_e4m3fn", "float32", Arithmetic.Inside.EXACT), Sync.FullyConnected.STAGGERED);
        assertThatThrownBy(() -> run(fp8, layer, Fidelity.CYCLE))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("step alone for PEs of number formats");
        assertThatThrownBy(() -> pe(4, "int8", "int32", Arithmetic.Inside.EXACT))
                .hasMessageContaining("take bit-parallel, got int8");
        assertThatThrownBy(() -> pe(4, "posit8_es0", "exact", Arithmetic.Inside.TREE))
                .hasMessageStartingWith("inside must be exact unless the register is a float");
    }
}
