package bitwright.accel.systolic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.accel.LayerMachine;
import bitwright.accel.number.OperandFormat;
import bitwright.accel.number.SumFormat;
import bitwright.sim.energy.Action;
import bitwright.sim.memory.BandwidthMemory;
import bitwright.sim.result.Cycles;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.LayerResult;
import bitwright.workload.Encoding;
import bitwright.workload.Geometry;
import bitwright.workload.IntegerFormat;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.Op;
import bitwright.workload.WorkloadException;
import bitwright.workload.reference.Reference;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SystolicArrayTest {
    private static final MacPe INT8 = MacPe.of("int8", "int8", "int32");
    private static final Buffers BUFFERS = new Buffers(64, 64, 64);

    private static SystolicArray array(int rows, int columns, Dataflow dataflow, Overlap folds, Compat compat) {
        return new SystolicArray(
                new Mesh(rows, columns), dataflow, INT8, folds, Lowering.DIRECT, compat, BUFFERS, 1000);
    }

    private static LayerResult run(SystolicArray machine, Layer layer, Fidelity fidelity) {
        return machine.run(new LayerTrace("t", "t", "t", List.of(layer)), Layers.setup(fidelity))
                .get(0);
    }

    @ParameterizedTest
    @EnumSource(Dataflow.class)
    void registersEventsAndFormulaTakeTheSameCyclesAndGiveTheReferencesValues(Dataflow dataflow) throws IOException {
        long seed = 20261126;
        var layers = new Layers(seed);
        var random = new SplittableRandom(seed);
        for (int trial = 0; trial < 120; trial++) {
            Layer layer = layers.next();
            Compat compat = Compat.values()[random.nextInt(dataflow == Dataflow.OUTPUT_STATIONARY ? 3 : 2)];
            Overlap folds = compat == Compat.NONE ? Overlap.values()[random.nextInt(2)] : Overlap.DRAINED;
            var machine = array(1 + random.nextInt(7), 1 + random.nextInt(7), dataflow, folds, compat);
            String what = "seed " + seed + " trial " + trial + " " + machine.array() + " " + folds + " " + compat;
            var ticked = machine.simulate(layer, Layers.setup(Fidelity.CYCLE));
            assertThat(ticked.sums()).as(what).isEqualTo(Reference.sums(layer));
            assertThat(ticked.result().values().firstMismatch()).as(what).isEmpty();
            for (Fidelity other : List.of(Fidelity.STEP, Fidelity.CLOSED)) {
                LayerMachine.Outcome outcome = machine.simulate(layer, Layers.setup(other));
                assertThat(outcome.result()).as(what + " " + other).isEqualTo(ticked.result());
                assertThat(outcome.sums()).as(what + " " + other).isEqualTo(ticked.sums());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Dataflow.class)
    void whatEntersAtTheEdgesIsWhatTheFormulaReads(Dataflow dataflow) {
        long seed = 7;
        var layers = new Layers(seed);
        var random = new SplittableRandom(seed);
        for (int trial = 0; trial < 40; trial++) {
            Layer layer = layers.next();
            var machine = new SystolicArray(
                    new Mesh(1 + random.nextInt(6), 1 + random.nextInt(6)),
                    dataflow,
                    INT8,
                    Overlap.values()[random.nextInt(2)],
                    Lowering.IM2COL,
                    Compat.NONE,
                    BUFFERS,
                    1000);
            TickedArray registers = new LayerRun(machine, layer).ticked();
            while (registers.commit()) {
                // until the layer is done
            }
            var traffic = run(machine, layer, Fidelity.CLOSED).trafficBits();
            String what = "seed " + seed + " trial " + trial;
            assertThat(8 * registers.activationReads()).as(what).isEqualTo(traffic.get("activations.read"));
            assertThat(8 * registers.weightReads()).as(what).isEqualTo(traffic.get("weights.read"));
        }
    }

    @ParameterizedTest
    @EnumSource(Dataflow.class)
    void theFoldsDemandsAddUpToTheLayers(Dataflow dataflow) {
        long seed = 11;
        var layers = new Layers(seed);
        var random = new SplittableRandom(seed);
        for (int trial = 0; trial < 40; trial++) {
            Layer layer = layers.next();
            var machine = new SystolicArray(
                    new Mesh(1 + random.nextInt(6), 1 + random.nextInt(6)),
                    dataflow,
                    INT8,
                    Overlap.DRAINED,
                    Lowering.values()[random.nextInt(2)],
                    Compat.NONE,
                    BUFFERS,
                    1000);
            long activations = 0;
            long weights = 0;
            long read = 0;
            long written = 0;
            long cycles = 0;
            for (Demand demand : machine.demands(layer)) {
                assertThat(demand.fold().start()).isEqualTo(cycles);
                activations += demand.activationBits();
                weights += demand.weightBits();
                read += demand.partialSumBits();
                written += demand.outputBits();
                cycles += demand.fold().cycles();
            }
            LayerResult result = run(machine, layer, Fidelity.CLOSED);
            String what = "seed " + seed + " trial " + trial + " " + machine;
            assertThat(cycles).as(what).isEqualTo(result.cycles().total());
            assertThat(activations).as(what).isEqualTo(result.trafficBits().get("activations.read"));
            assertThat(weights).as(what).isEqualTo(result.trafficBits().get("weights.read"));
            assertThat(read).as(what).isEqualTo(result.trafficBits().get("outputs.read"));
            assertThat(written).as(what).isEqualTo(result.trafficBits().get("outputs.write"));
        }
    }

    /**
     * The user's case of SCALE-Sim's issue 125: 4 · 4 · 4 on 4 by 4, output stationary, takes K + rows + columns − 2 = 10
     * cycles, of which SCALE-Sim tells 9; weights stationary 4 more for their loading. STONNE's mesh takes 4 + 3 + 3 + 5.
     */
    @ParameterizedTest
    @CsvSource({
        "OUTPUT_STATIONARY, NONE, 4, 6, 0",
        "OUTPUT_STATIONARY, SCALESIM, 4, 5, 0",
        "OUTPUT_STATIONARY, STONNE, 4, 11, 0",
        "WEIGHT_STATIONARY, NONE, 4, 6, 4",
        "WEIGHT_STATIONARY, SCALESIM, 4, 5, 4",
        "INPUT_STATIONARY, NONE, 4, 6, 4"
    })
    void aSingleFold(Dataflow dataflow, Compat compat, long compute, long fill, long load) {
        var ours = array(4, 4, dataflow, Overlap.DRAINED, compat).project(new Gemm(4, 4, 4));
        assertThat(ours.cycles()).isEqualTo(new Cycles(compute, fill, load, 0, 0));
        assertThat(ours.mappingEfficiency()).isEqualTo(1);
    }

    /** 5 · 2 · 2 on 4 by 4: rows 4 and 1 of the array; 2 + 3 + 1 + 5 = 11 and 2 + 0 + 1 + 5 − 1 = 7 cycles. */
    @Test
    void stonnesEdgeFoldsCostWhatTheyUse() {
        var mesh = array(4, 4, Dataflow.OUTPUT_STATIONARY, Overlap.DRAINED, Compat.STONNE);
        assertThat(mesh.project(new Gemm(5, 2, 2)).cycles().total()).isEqualTo(18);
        var ours = array(4, 4, Dataflow.OUTPUT_STATIONARY, Overlap.DRAINED, Compat.NONE);
        assertThat(ours.project(new Gemm(5, 2, 2)).cycles().total()).isEqualTo(2 * (2 + 6));
    }

    /**
     * M 5, N 3, K 6 on 2 by 2, drained and pipelined. Output stationary: ⌈5/2⌉ · ⌈3/2⌉ = 6 folds of 6 + 2 = 8 cycles, or
     * 5 · 6 + 8 = 38. Weight stationary: ⌈6/2⌉ · ⌈3/2⌉ = 6 folds of 2 + 5 + 2 = 9, or 5 · 5 + 9 = 34.
     */
    @ParameterizedTest
    @CsvSource({
        "OUTPUT_STATIONARY, DRAINED, 36, 12, 0",
        "OUTPUT_STATIONARY, PIPELINED, 36, 2, 0",
        "WEIGHT_STATIONARY, DRAINED, 30, 12, 12",
        "WEIGHT_STATIONARY, PIPELINED, 30, 2, 2"
    })
    void severalFolds(Dataflow dataflow, Overlap folds, long compute, long fill, long load) {
        var ours = array(2, 2, dataflow, folds, Compat.NONE).project(new Gemm(5, 3, 6));
        assertThat(ours.cycles()).isEqualTo(new Cycles(compute, fill, load, 0, 0));
        // 15 of 24, or 18 of 24 PEs have work
        assertThat(ours.mappingEfficiency()).isEqualTo(dataflow == Dataflow.OUTPUT_STATIONARY ? 15 / 24.0 : 18 / 24.0);
    }

    /** One row streams in a cycle, the next tile needs 4 to load: three of four cycles wait for weights. */
    @Test
    void pipelinedFoldsStartNoCloserThanRows() {
        var ours = array(4, 4, Dataflow.WEIGHT_STATIONARY, Overlap.PIPELINED, Compat.NONE)
                .project(new Gemm(1, 4, 12));
        // 3 folds: loads at 0, 4, 8; the last one ends at 8 + 4 + 1 + 6
        assertThat(ours.cycles()).isEqualTo(new Cycles(3, 6, 10, 0, 0));
    }

    @Test
    void scaleSimCountsWritesAndUtilisationItsWay() {
        Gemm gemm = new Gemm(4, 4, 4);
        var os = array(4, 4, Dataflow.OUTPUT_STATIONARY, Overlap.DRAINED, Compat.SCALESIM)
                .project(gemm);
        assertThat(os.outputWrites()).isEqualTo(16 + 8);
        // 64 MACs in 9 cycles of 16 PEs
        assertThat(os.utilisation()).isEqualTo(64 / (9.0 * 16));
        var ws = array(4, 4, Dataflow.WEIGHT_STATIONARY, Overlap.DRAINED, Compat.SCALESIM)
                .project(gemm);
        // 4 streamed of 4 + 8 + 8 − 3
        assertThat(ws.computeUtilisation()).isEqualTo(4 / 17.0);
        var ours = array(4, 4, Dataflow.WEIGHT_STATIONARY, Overlap.DRAINED, Compat.NONE)
                .project(gemm);
        assertThat(ours.computeUtilisation()).isEqualTo(4 / 14.0);
    }

    /** Partial sums of a second fold of K are read back: 2 · 2 outputs, K 4 on 2 by 2 weights. */
    @Test
    void partialSumsAreReadBackAndAdded() {
        var machine = array(2, 2, Dataflow.WEIGHT_STATIONARY, Overlap.DRAINED, Compat.NONE);
        Layer layer =
                Layers.matmul(new int[][] {{1, 2, 3, 4}, {5, 6, 7, 8}}, new int[][] {{1, 0}, {0, 1}, {1, 0}, {0, 1}});
        var outcome = machine.simulate(layer, Layers.setup(Fidelity.CYCLE));
        assertThat(outcome.sums().data()).containsExactly(4, 6, 12, 14);
        assertThat(outcome.result().trafficBits()).containsEntry("outputs.write", 2 * 4 * 32L);
        assertThat(outcome.result().trafficBits()).containsEntry("outputs.read", 4 * 32L);
    }

    /**
     * 2 · 2 · 3 on 3 by 2, output stationary: 12 products; each operand is written into a register as often as it is
     * multiplied; sums leave from row 0 in 3 steps, from row 1 in 2, in two columns.
     */
    @Test
    void actionsOfOneFold() {
        var machine = array(3, 2, Dataflow.OUTPUT_STATIONARY, Overlap.DRAINED, Compat.NONE);
        Layer layer = Layers.matmul(new int[][] {{1, 2, 3}, {4, 5, 6}}, new int[][] {{1, 2}, {3, 4}, {5, 6}});
        var actions = run(machine, layer, Fidelity.STEP).actions();
        assertThat(actions).containsEntry("mul.int:8", 12L).containsEntry("add.int:32", 12L);
        assertThat(actions).containsEntry("register.write:8", 24L);
        assertThat(actions).containsEntry("register.write:32", 12L + 2 * (3 + 2));
        // 6 bytes of each operand come and enter the array, a 64-bit word each; 4 outputs of 32 bits leave it in 2
        // words,
        // and go off chip as 4 bytes
        assertThat(actions).containsEntry(new Action("sram.read", 64, 64).toString(), 2L + 1);
        assertThat(actions).containsEntry(new Action("sram.write", 64, 64).toString(), 2L + 2);
    }

    /**
     * The same on weights: each of two columns shifts 1 + 2 + 3 times down and takes up 3; 2 rows stream through 3 rows
     * without idle ones, 12 products.
     */
    @Test
    void actionsOfOneFoldOfStationaryWeights() {
        var machine = array(4, 2, Dataflow.WEIGHT_STATIONARY, Overlap.DRAINED, Compat.NONE);
        Layer layer = Layers.matmul(new int[][] {{1, 2, 3}, {4, 5, 6}}, new int[][] {{1, 2}, {3, 4}, {5, 6}});
        var actions = run(machine, layer, Fidelity.STEP).actions();
        // streamed: 12; loaded: 2 columns of 1 + 2 + 3 + 4 shifts and 3 weights taken up
        assertThat(actions).containsEntry("register.write:8", 12L + 2 * (10 + 3));
        // 12 sums with a product, 2 · 2 that pass the row without work
        assertThat(actions).containsEntry("register.write:32", 12L + 4);
    }

    @Test
    void paddingIsReadOnlyWhereItIsStored() {
        var layer = new Layer(
                "conv",
                Op.CONV2D,
                List.of("input"),
                new Geometry(1, 1, 1, 1, 1, 1, 1, 1, 1),
                Layers.operand(IntegerFormat.INT8.encoding(0), new int[] {1, 2, 2, 1}, 1, 2, 3, 4),
                Layers.operand(IntegerFormat.INT8.encoding(0), new int[] {1, 3, 3, 1}, 1, 1, 1, 1, 1, 1, 1, 1, 1));
        var direct = array(4, 4, Dataflow.OUTPUT_STATIONARY, Overlap.DRAINED, Compat.NONE);
        var im2col = new SystolicArray(
                direct.array(), direct.dataflow(), INT8, Overlap.DRAINED, Lowering.IM2COL, Compat.NONE, BUFFERS, 1000);
        var ofDirect = run(direct, layer, Fidelity.CYCLE).trafficBits();
        var ofIm2col = run(im2col, layer, Fidelity.CYCLE).trafficBits();
        // 4 windows see all 4 values each, of 9 taps; off chip 4 values against 4 · 9, and 9 weights either way
        assertThat(ofDirect).containsEntry("activations.read", 16 * 8L).containsEntry("dram.read", (4 + 9) * 8L);
        assertThat(ofIm2col).containsEntry("activations.read", 36 * 8L).containsEntry("dram.read", (36 + 9) * 8L);
    }

    /** Unsigned 11-bit activations take two pieces of 8 bits, so twice the folds: 2047 = 7 · 256 + 255. */
    @Test
    void wideOperandsAreMultipliedInPieces() {
        var layer = new Layer(
                "wide",
                Op.FULLY_CONNECTED,
                List.of("input"),
                Geometry.UNIT,
                Layers.operand(new Encoding("uint16", 0, 11, false), new int[] {1, 2}, 2047, 3),
                Layers.operand(new Encoding("int16", 0, 9, true), new int[] {1, 2}, -256, 255));
        var machine = array(2, 2, Dataflow.OUTPUT_STATIONARY, Overlap.DRAINED, Compat.NONE);
        var outcome = machine.simulate(layer, Layers.setup(Fidelity.CYCLE));
        assertThat(outcome.sums().data()).containsExactly(2047 * -256 + 3 * 255);
        assertThat(outcome.result().statistics()).containsEntry("passes", 4.0).containsEntry("folds", 4.0);
        assertThat(outcome.result().cycles().total()).isEqualTo(4 * (2 + 2));
    }

    @Test
    void asumThatWrapsIsAMismatch() {
        var machine =
                new SystolicArray(new Mesh(1, 1), Dataflow.OUTPUT_STATIONARY, MacPe.of("int8", "int8", "int15"), 1000);
        Layer layer = Layers.matmul(new int[][] {{127, 2}}, new int[][] {{127}, {127}});
        for (Fidelity fidelity : Fidelity.values()) {
            var check = run(machine, layer, fidelity).values();
            // 127 · 127 + 2 · 127 = 16383 = 2^14 − 1 fits 15 bits; one more does not
            assertThat(check.mismatches())
                    .as(fidelity + " " + check.firstMismatch())
                    .isZero();
            var over = run(machine, Layers.matmul(new int[][] {{127, 2, 1}}, new int[][] {{127}, {127}, {1}}), fidelity)
                    .values();
            assertThat(over.firstMismatch()).isEqualTo("output [0, 0, 0, 0] is -16384, the reference has 16384");
        }
    }

    @Test
    void slowMemoryStallsAndNeverSpeedsUp() {
        Layer layer = new Layers(3).next();
        var machine = array(4, 4, Dataflow.OUTPUT_STATIONARY, Overlap.DRAINED, Compat.NONE);
        long before = 0;
        for (double gigabytes : new double[] {1000, 1, 0.01, 0.0001}) {
            var memory = new BandwidthMemory(gigabytes, 10, "dram");
            var result =
                    machine.simulate(layer, Layers.setup(Fidelity.STEP, memory)).result();
            assertThat(result.cycles().total()).isGreaterThanOrEqualTo(before);
            assertThat(result.cycles().memoryStall())
                    .isEqualTo(result.stallCycles().values().stream()
                            .mapToLong(n -> n)
                            .sum());
            before = result.cycles().total();
        }
        assertThat(before)
                .isGreaterThan(run(machine, layer, Fidelity.STEP).cycles().total());
    }

    @Test
    void whatCannotBeIsSaid() {
        assertThatThrownBy(() -> array(2, 2, Dataflow.WEIGHT_STATIONARY, Overlap.DRAINED, Compat.STONNE))
                .hasMessage("dataflow must be output-stationary with compat stonne, got weight-stationary");
        assertThatThrownBy(() -> array(2, 2, Dataflow.WEIGHT_STATIONARY, Overlap.PIPELINED, Compat.SCALESIM))
                .hasMessage("folds must be drained with compat scalesim, which knows no other");
        Layer layer = Layers.matmul(new int[][] {{1, 2, 3}}, new int[][] {{1}, {1}, {1}});
        var exact =
                new SystolicArray(new Mesh(2, 2), Dataflow.WEIGHT_STATIONARY, MacPe.of("int8", "int8", "exact"), 1000);
        assertThatThrownBy(() -> exact.simulate(layer, Layers.setup(Fidelity.STEP)))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("layer matmul: an exact sum cannot leave the array in parts");
        var unsigned =
                new SystolicArray(new Mesh(2, 2), Dataflow.WEIGHT_STATIONARY, MacPe.of("uint8", "int8", "int32"), 1000);
        assertThatThrownBy(() -> unsigned.simulate(layer, Layers.setup(Fidelity.STEP)))
                .isInstanceOf(WorkloadException.class)
                .hasMessage("layer matmul: activations of int8 with the zero point 0 are signed, the PE takes uint8");
        var detecting = new SystolicArray(
                new Mesh(2, 2),
                Dataflow.OUTPUT_STATIONARY,
                new MacPe(
                        OperandFormat.of("int8"),
                        OperandFormat.of("int8"),
                        new SumFormat(
                                "int4",
                                bitwright.arith.dot.Accumulation.OnOverflow.DETECT,
                                bitwright.arith.Rounding.NEAREST_EVEN),
                        MacPe.Product.EXACT),
                1000);
        assertThatThrownBy(() -> detecting.simulate(
                        Layers.matmul(new int[][] {{3, 3}}, new int[][] {{2}, {2}}), Layers.setup(Fidelity.CYCLE)))
                .isInstanceOf(WorkloadException.class)
                .hasMessage("layer matmul: accumulator of 4 bits overflows at product 2: 6 + 6");
    }
}
