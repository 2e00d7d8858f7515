package bitwright.accel.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.accel.Setup;
import bitwright.accel.memory.Buffers;
import bitwright.accel.pe.BitParallelPe;
import bitwright.accel.pe.LaconicPe;
import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.LoomPe;
import bitwright.accel.pe.PrecisionRule;
import bitwright.accel.serial.Sync.FullyConnected;
import bitwright.accel.serial.Sync.Scope;
import bitwright.arith.recoding.Recoding;
import bitwright.sim.memory.IdealMemory;
import bitwright.sim.result.Cycles;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.ValueCheck;
import bitwright.workload.Encoding;
import bitwright.workload.Geometry;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.Op;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who waits for whom, and what idle PEs are used for, on layers small enough to be counted by hand. */
class SyncTest {
    private static final LanePe LOOM = new LoomPe(2, 1, PrecisionRule.PROFILED, PrecisionRule.PROFILED, 16, 32);

    /**
     * Two windows, two filters, two steps of one lane. Terms of the activations: 2, 1 and 1, 2; of the weights: 2, 1 and 1,
     * 2. The PEs take 4 + 1, 2 + 2, 2 + 2 and 1 + 4 cycles. Together: 4 + 4. Columns by themselves: 4 + 2 and 2 + 4. PEs
     * by themselves: 5; no step ahead is as good as together.
     */
    @ParameterizedTest
    @CsvSource({"ALL, 0, 8", "PE, 0, 8", "ALL, 1, 6", "PE, 1, 5", "PE, 1000000000, 5"})
    void whoRunsAheadWaitsLess(Scope scope, int runAhead, long compute) {
        var layer = new Layer(
                "layer",
                Op.CONV2D,
                List.of("input"),
                Geometry.UNIT,
                operand(false, 2, new int[] {1, 1, 2, 2}, 3, 1, 1, 3),
                operand(false, 2, new int[] {2, 1, 1, 2}, 3, 1, 1, 3));
        var grid = grid(
                new Array(2, 2, 1),
                new LaconicPe(1, Recoding.BINARY, 16, 32),
                new Sync(scope, runAhead, FullyConnected.STAGGERED));
        assertThat(cycles(grid, layer).compute()).isEqualTo(compute);
    }

    /**
     * Four outputs of two inputs on four columns of one row: one step. 2 activation bits by 3 weight bits. Staggered, a
     * step takes a column 6 cycles, starts at 0 to 3. With outputs of their own the columns get 3 bit planes each, one
     * enters a cycle, the last at 11, and is used for 2 cycles.
     */
    @ParameterizedTest
    @CsvSource({"STAGGERED, 9, 6", "OUTPUT_COLUMNS, 13, 3"})
    void weightsThatEnterOneColumnACycleSetThePace(FullyConnected rule, long compute, long fill) {
        var grid = grid(new Array(1, 4, 1), LOOM, new Sync(Scope.ALL, 0, rule));
        assertThat(cycles(grid, fullyConnected(2, 4, 2, 3))).isEqualTo(new Cycles(compute, fill, 1, 0, 0));
    }

    /**
     * One output of 16 inputs, 8 steps. Alone, one column takes 8 · 2 · 3 cycles. In a chain each of four columns takes two
     * steps of 3 planes: 24 planes, the last enters at 23 and is used for 2 cycles; three additions join the columns.
     */
    @ParameterizedTest
    @CsvSource({"false, 48, 3", "true, 25, 6"})
    void aChainOfPesSharesTheInputsOfFewOutputs(boolean cascade, long compute, long fill) {
        var grid =
                grid(new Array(1, 4, 1, false, cascade), LOOM, new Sync(Scope.ALL, 0, FullyConnected.OUTPUT_COLUMNS));
        assertThat(cycles(grid, fullyConnected(16, 1, 2, 3))).isEqualTo(new Cycles(compute, fill, 1, 0, 0));
    }

    /** 7 outputs on 3 columns of 2 rows: 3 sets and 1. The one left is shared by all three columns. */
    @Test
    void onlyTheFiltersThatAreLeftAreShared() {
        assertThat(OutputColumns.plan(7, 2, 3, 5, true))
                .containsExactly(new OutputColumns(0, 3, 6, 1, 5), new OutputColumns(3, 1, 1, 3, 5));
        assertThat(OutputColumns.plan(7, 2, 3, 5, false).get(1).columns()).isEqualTo(1);
    }

    /** Eight windows, two filters, one step; four rows hold the filters twice, for four windows at once instead of two. */
    @ParameterizedTest
    @CsvSource({"false, 4", "true, 2"})
    void copiesOfFiltersTakeFurtherWindows(boolean replicate, long compute) {
        var layer = new Layer(
                "layer",
                Op.CONV2D,
                List.of("input"),
                Geometry.UNIT,
                ones(false, 2, 1, 1, 8, 1),
                ones(true, 2, 2, 1, 1, 1));
        var grid = grid(
                new Array(4, 2, 1, replicate, false),
                new BitParallelPe(1, 16, 32),
                new Sync(Scope.ALL, 0, FullyConnected.STAGGERED));
        assertThat(cycles(grid, layer).compute()).isEqualTo(compute);
    }

    @Test
    void aChainWithoutUseIsRefused() {
        assertThatThrownBy(() ->
                        grid(new Array(1, 4, 1, false, true), LOOM, new Sync(Scope.ALL, 0, FullyConnected.STAGGERED)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("array cascade needs sync.fullyConnected: output-columns; in the others columns share the "
                        + "inputs anyway");
    }

    private static Cycles cycles(SerialGrid grid, Layer layer) {
        Cycles step = run(grid, layer, Fidelity.STEP);
        assertThat(run(grid, layer, Fidelity.CYCLE)).isEqualTo(step);
        return step;
    }

    private static Cycles run(SerialGrid grid, Layer layer, Fidelity fidelity) {
        var setup =
                new Setup(new IdealMemory("dram"), SerialGridTest.PRICES, fidelity, ValueCheck.Method.RECOMPUTED, 1, 1);
        var result = grid.run(new LayerTrace("net", "test", "", List.of(layer)), setup)
                .get(0);
        assertThat(result.values().firstMismatch()).isEmpty();
        return result.cycles();
    }

    private static SerialGrid grid(Array array, LanePe pe, Sync sync) {
        return new SerialGrid(array, pe, sync, new Buffers(1024, 1024), SerialGrid.FirstLayer.NONE, 1000);
    }

    private static Layer fullyConnected(int inputs, int outputs, int activationBits, int weightBits) {
        return new Layer(
                "fc",
                Op.FULLY_CONNECTED,
                List.of("input"),
                Geometry.UNIT,
                ones(false, activationBits, 1, inputs),
                ones(true, weightBits, outputs, inputs));
    }

    private static Operand ones(boolean signed, int bits, int... shape) {
        var codes = new int[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        Arrays.fill(codes, 1);
        return operand(signed, bits, shape, codes);
    }

    private static Operand operand(boolean signed, int bits, int[] shape, int... codes) {
        return new Operand(
                new Encoding(signed ? "int8" : "uint8", 0, bits, signed), TensorSource.of(new Tensor(shape, codes)));
    }
}
