package bitwright.accel.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.accel.Setup;
import bitwright.accel.memory.Buffers;
import bitwright.accel.memory.Reuse;
import bitwright.accel.pe.BitParallelPe;
import bitwright.accel.pe.LaconicPe;
import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.LoomPe;
import bitwright.accel.pe.PragmaticPe;
import bitwright.accel.pe.PrecisionRule;
import bitwright.accel.pe.PrecisionRule.Detect;
import bitwright.accel.pe.StripesPe;
import bitwright.arith.recoding.Recoding;
import bitwright.sim.energy.Action;
import bitwright.sim.energy.Confidence;
import bitwright.sim.energy.EnergyTable;
import bitwright.sim.energy.EnergyTable.Row;
import bitwright.sim.energy.EnergyTable.Scaling;
import bitwright.sim.memory.BandwidthMemory;
import bitwright.sim.memory.IdealMemory;
import bitwright.sim.memory.Memory;
import bitwright.sim.memory.Sram;
import bitwright.sim.result.Cycles;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.ValueCheck;
import bitwright.workload.Encoding;
import bitwright.workload.Geometry;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.Op;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import bitwright.workload.WorkloadException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SerialGridTest {
    private static final PrecisionRule DYNAMIC = PrecisionRule.dynamic(1);
    private static final Memory IDEAL = new IdealMemory("dram");

    static Stream<LanePe> pes() {
        return Stream.of(
                new BitParallelPe(16, 16, 32),
                new BitParallelPe(4, 4, 32),
                new StripesPe(16, 16, PrecisionRule.PROFILED, 32),
                new StripesPe(3, 5, PrecisionRule.dynamic(2), 32),
                new LoomPe(16, 1, DYNAMIC, PrecisionRule.PROFILED, 16, 32),
                new LoomPe(5, 2, PrecisionRule.dynamic(3), PrecisionRule.dynamic(2), 16, 32),
                new LoomPe(8, 4, PrecisionRule.PROFILED, DYNAMIC, 4, 32),
                new StripesPe(16, 16, new PrecisionRule(Detect.DYNAMIC, 2, true, true), 32),
                new LoomPe(16, 2, new PrecisionRule(Detect.DYNAMIC, 2, true, false), DYNAMIC, 16, 32),
                new PragmaticPe(16, 2, Recoding.BINARY, 16, 32),
                new PragmaticPe(5, 0, Recoding.DNNSIM, 16, 32),
                new PragmaticPe(8, 1, Recoding.NAF, 4, 32),
                new LaconicPe(16, Recoding.NAF, 16, 32),
                new LaconicPe(5, Recoding.DNNSIM, 16, 32),
                new LaconicPe(8, Recoding.BINARY, 4, 32));
    }

    @ParameterizedTest
    @MethodSource("pes")
    void bothFidelitiesTakeTheSameCyclesAndGiveTheReferencesValues(LanePe pe) {
        long seed = 20261125;
        var layers = new RandomLayers(seed);
        var random = new SplittableRandom(seed);
        for (int trial = 0; trial < 60; trial++) {
            Layer layer = layers.next();
            var fullyConnected = Sync.FullyConnected.values()[random.nextInt(3)];
            boolean cascade = fullyConnected == Sync.FullyConnected.OUTPUT_COLUMNS && random.nextBoolean();
            var array = new Array(
                    2 + random.nextInt(6), 2 + random.nextInt(6), 1 + random.nextInt(2), random.nextBoolean(), cascade);
            var scope = Sync.Scope.values()[random.nextInt(2)];
            int runAhead = random.nextInt(4) == 0 ? 1_000_000 : random.nextInt(3);
            var sync = new Sync(scope, runAhead, fullyConnected);
            var grid = grid(array, pe, sync);
            String trialName = "seed " + seed + " trial " + trial + ": " + layer.op() + " on " + grid;
            LayerResult step = run(grid, layer, Fidelity.STEP, IDEAL);
            LayerResult cycle = run(grid, layer, Fidelity.CYCLE, IDEAL);
            assertThat(cycle.cycles()).as(trialName).isEqualTo(step.cycles());
            assertThat(step.values().firstMismatch()).as(trialName).isEmpty();
            assertThat(cycle.values().firstMismatch()).as(trialName).isEmpty();
            assertThat(step.values().compared())
                    .as(trialName)
                    .isEqualTo(step.values().outputs());
            assertThat(step.utilisation()).as(trialName).isBetween(0.0, 1.0);
            assertThat(step.effectiveMacs()).as(trialName).isEqualTo(countedNonZeroPairs(layer));
        }
    }

    /** Two windows, three taps of one channel block, five filters on two rows: 1 window set, 3 filter sets, 3 steps. */
    @Test
    void aBitParallelLayerTakesOneCycleAStep() {
        var grid = grid(new Array(2, 2, 1), new BitParallelPe(4, 16, 32), barrier());
        assertThat(run(grid, row(4, 3, 4, 5, 8, 8), Fidelity.STEP, IDEAL).cycles())
                .isEqualTo(new Cycles(9, 2, 0, 0, 0));
    }

    /** The same layer with 6-bit activations by profile: 9 steps of 6 cycles. */
    @Test
    void aStripesLayerTakesTheProfiledPrecisionAStep() {
        var grid = grid(new Array(2, 2, 1), new StripesPe(4, 16, PrecisionRule.PROFILED, 32), barrier());
        assertThat(run(grid, row(4, 3, 4, 5, 6, 8), Fidelity.STEP, IDEAL).cycles())
                .isEqualTo(new Cycles(54, 2, 1, 0, 0));
    }

    /** 6 activation bits at 4 a cycle are 2 passes, times 5 weight bits: 9 steps of 10 cycles. */
    @Test
    void aLoomLayerTakesPassesTimesWeightBitsAStep() {
        var pe = new LoomPe(4, 4, PrecisionRule.PROFILED, PrecisionRule.PROFILED, 16, 32);
        var grid = grid(new Array(2, 2, 1), pe, barrier());
        assertThat(run(grid, row(4, 3, 4, 5, 6, 5), Fidelity.STEP, IDEAL).cycles())
                .isEqualTo(new Cycles(90, 3, 1, 0, 0));
    }

    /**
     * One window of a single tap and block per column, activations 1 and 7 in unsigned 3 bits: the narrow column waits,
     * so the step takes 3 cycles; with one column a set they take 1 + 3.
     */
    @Test
    void theWidestColumnDecides() {
        var layer =
                layer(Geometry.UNIT, new int[] {1, 1, 2, 1}, new int[] {1, 7}, new int[] {1, 1, 1, 1}, new int[] {1});
        var pe = new StripesPe(4, 16, DYNAMIC, 32);
        assertThat(run(grid(new Array(1, 2, 1), pe, barrier()), layer, Fidelity.STEP, IDEAL)
                        .cycles()
                        .compute())
                .isEqualTo(3);
        assertThat(run(grid(new Array(1, 1, 1), pe, barrier()), layer, Fidelity.STEP, IDEAL)
                        .cycles()
                        .compute())
                .isEqualTo(4);
    }

    /** Three steps on two columns, 4 cycles each: starts at 0, 1 and, when the first column is free, 4; the end is 8. */
    @Test
    void fullyConnectedStepsStartOneACycleOnTheNextFreeColumn() {
        var layer = new Layer(
                "fc",
                Op.FULLY_CONNECTED,
                List.of("input"),
                Geometry.UNIT,
                operand(false, 4, new int[] {1, 6}, 1, 2, 3, 4, 5, 6),
                operand(true, 4, new int[] {1, 6}, 1, 1, 1, 1, 1, 1));
        var grid = grid(new Array(1, 2, 1), new StripesPe(2, 16, PrecisionRule.PROFILED, 32), barrier());
        // fill: two registers and one addition of the other column's partial sum
        assertThat(run(grid, layer, Fidelity.STEP, IDEAL).cycles()).isEqualTo(new Cycles(8, 3, 1, 0, 0));
        assertThat(run(grid, layer, Fidelity.CYCLE, IDEAL).cycles()).isEqualTo(new Cycles(8, 3, 1, 0, 0));
    }

    /** 3 channels, stride 2: 12 channels at 2×2 taps fill 12 of 16 lanes, 4 steps; unfolded, 9 taps of 3 channels. */
    @Test
    void aThreeChannelLayerWithAStrideIsFoldedFromSpaceToDepth() {
        var random = new SplittableRandom(7);
        int[] activations = random.ints(5 * 5 * 3, 0, 256).toArray();
        int[] weights = random.ints(2 * 3 * 3 * 3, -128, 128).toArray();
        var layer = layer(
                new Geometry(2, 2, 0, 0, 0, 0, 1, 1, 1),
                new int[] {1, 5, 5, 3},
                activations,
                new int[] {2, 3, 3, 3},
                weights);
        var pe = new BitParallelPe(16, 16, 32);
        var array = new Array(2, 1, 1);
        var folded = run(grid(array, pe, barrier()), layer, Fidelity.STEP, IDEAL);
        var unfolded = new SerialGrid(array, pe, barrier(), new Buffers(1024, 1024), SerialGrid.FirstLayer.NONE, 1000);
        assertThat(folded.cycles().compute()).isEqualTo(4 * 4);
        assertThat(run(unfolded, layer, Fidelity.STEP, IDEAL).cycles().compute())
                .isEqualTo(4 * 9);
        assertThat(folded.values().passed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.01, 0.1, 1, 10, 100})
    void slowerMemoryNeverSpeedsALayerUpAndMovesTheSameBits(double gigabytesPerSecond) {
        var layers = new RandomLayers(3);
        var grid = grid(new Array(4, 4, 1), new StripesPe(16, 16, PrecisionRule.PROFILED, 32), barrier());
        for (int trial = 0; trial < 20; trial++) {
            Layer layer = layers.next();
            var ideal = run(grid, layer, Fidelity.STEP, IDEAL);
            var fast = run(grid, layer, Fidelity.STEP, new BandwidthMemory(gigabytesPerSecond, 10, "dram"));
            var slow = run(grid, layer, Fidelity.STEP, new BandwidthMemory(gigabytesPerSecond / 2, 10, "dram"));
            assertThat(fast.cycles().total())
                    .isGreaterThanOrEqualTo(ideal.cycles().total());
            assertThat(slow.cycles().total())
                    .isGreaterThanOrEqualTo(fast.cycles().total());
            assertThat(slow.trafficBits()).isEqualTo(fast.trafficBits()).isEqualTo(ideal.trafficBits());
        }
    }

    /**
     * Two operands of 8 bits at 8 bits a nanosecond after 10 ns: there at 11 and 12. The array needs 1 cycle and 2 to drain;
     * its output leaves at 15 and is out at 16.
     */
    @Test
    void theMemoryStallIsWhatTheArrayCannotHide() {
        var layer = layer(Geometry.UNIT, new int[] {1, 1, 1, 1}, new int[] {3}, new int[] {1, 1, 1, 1}, new int[] {1});
        var grid = grid(new Array(1, 1, 1), new BitParallelPe(1, 16, 32), barrier());
        assertThat(run(grid, layer, Fidelity.STEP, new BandwidthMemory(1, 10, "dram"))
                        .cycles())
                .isEqualTo(new Cycles(1, 2, 0, 0, 12 + 1));
    }

    /**
     * 4 columns, a word of 8 bits a value, 4 banks. Neighbouring windows lie in banks 0 to 3 and are read in a cycle; with a
     * stride of 2 they lie in 0, 2, 0, 2, which takes two. Operands come in 1 (4 values) or 2 cycles (8, of which the stride
     * leaves out half), the 4 outputs come and go in 2. The step itself takes 1.
     */
    @Test
    void windowsInTheSameBankWaitForOneAnother() {
        var pe = new BitParallelPe(1, 8, 32);
        var buffers = new Buffers(new Sram(1, 4, 1, 8), Sram.ofKiB(1), Optional.empty(), true, Reuse.LEAST_TRAFFIC);
        var grid =
                new SerialGrid(new Array(1, 4, 1), pe, barrier(), buffers, SerialGrid.FirstLayer.SPACE_TO_DEPTH, 1000);
        var near = layer(
                Geometry.UNIT, new int[] {1, 1, 4, 1}, new int[] {1, 2, 3, 4}, new int[] {1, 1, 1, 1}, new int[] {1});
        var far = layer(
                new Geometry(1, 2, 0, 0, 0, 0, 1, 1, 1),
                new int[] {1, 1, 8, 1},
                new int[] {1, 2, 3, 4, 5, 6, 7, 8},
                new int[] {1, 1, 1, 1},
                new int[] {1});
        assertThat(run(grid, near, Fidelity.STEP, IDEAL).stallCycles())
                .isEqualTo(Map.of("activationBuffer", 1L + 1 + 2 - 1));
        assertThat(run(grid, far, Fidelity.STEP, IDEAL).stallCycles())
                .isEqualTo(Map.of("activationBuffer", 2L + 2 + 2 - 1));
    }

    /** Weights of 2 rows and 2 lanes are 4 words a step, 2 cycles on 2 banks; 3 steps, and 2 · 6 words that came before. */
    @Test
    void aWeightBufferOfFewBanksHoldsTheArrayUp() {
        var buffers = new Buffers(Sram.ofKiB(1), new Sram(1, 2, 1, 8), Optional.empty(), true, Reuse.LEAST_TRAFFIC);
        var grid = new SerialGrid(
                new Array(2, 1, 1),
                new BitParallelPe(2, 8, 32),
                barrier(),
                buffers,
                SerialGrid.FirstLayer.SPACE_TO_DEPTH,
                1000);
        var layer = layer(Geometry.UNIT, new int[] {1, 1, 1, 6}, new int[6], new int[] {2, 1, 1, 6}, new int[12]);
        assertThat(run(grid, layer, Fidelity.STEP, IDEAL).stallCycles())
                .isEqualTo(Map.of("weightBuffer", 3L * 2 + 6 - 3));
    }

    @Test
    void aLayerThatDoesNotFitTheBuffersIsRefused() {
        var grid = new SerialGrid(
                new Array(1, 4, 1),
                new BitParallelPe(1, 8, 32),
                barrier(),
                new Buffers(1, 1),
                SerialGrid.FirstLayer.SPACE_TO_DEPTH,
                1000);
        var layer = layer(Geometry.UNIT, new int[] {1, 2, 512, 1}, new int[1024], new int[] {2, 2, 1, 1}, new int[4]);
        assertThatThrownBy(() -> run(grid, layer, Fidelity.STEP, IDEAL))
                .isInstanceOf(WorkloadException.class)
                .hasMessage(
                        "layer layer: the smallest tile needs 8224 bits of the activation buffer (8192 for the input "
                                + "rows of one set of windows, 32 for its outputs), which holds 8192");
    }

    /** Time behind memories, with buffers so small that layers are cut to pieces, has the same parts at both fidelities. */
    @Test
    void bothFidelitiesWaitAlike() {
        var layers = new RandomLayers(23);
        var memory = new BandwidthMemory(0.3, 20, "dram");
        for (int trial = 0; trial < 40; trial++) {
            Layer layer = layers.next();
            var buffers = new Buffers(
                    new Sram(2, 3, 1, 16), new Sram(1, 4, 2, 16), Optional.empty(), trial % 3 > 0, Reuse.WEIGHTS_STAY);
            var grid = new SerialGrid(
                    new Array(2, 3, 1),
                    new StripesPe(4, 16, DYNAMIC, 32),
                    barrier(),
                    buffers,
                    SerialGrid.FirstLayer.SPACE_TO_DEPTH,
                    1000);
            var step = run(grid, layer, Fidelity.STEP, memory);
            var cycle = run(grid, layer, Fidelity.CYCLE, memory);
            assertThat(cycle.cycles()).as("seed 23, trial %d", trial).isEqualTo(step.cycles());
            assertThat(cycle.stallCycles()).isEqualTo(step.stallCycles());
            assertThat(step.stallCycles().values().stream().mapToLong(n -> n).sum())
                    .isEqualTo(step.cycles().memoryStall());
        }
    }

    @Test
    void threadsDoNotChangeTheResult() {
        var layers = new RandomLayers(11);
        var network = new ArrayList<Layer>();
        for (int i = 0; i < 12; i++) {
            network.add(layers.next());
        }
        var trace = new LayerTrace("net", "random", "", network);
        var grid = grid(new Array(4, 4, 2), new LoomPe(16, 2, DYNAMIC, DYNAMIC, 16, 32), barrier());
        assertThat(grid.run(trace, setup(Fidelity.STEP, IDEAL, 4)))
                .isEqualTo(grid.run(trace, setup(Fidelity.STEP, IDEAL, 1)));
    }

    @Test
    void aSumThatWrapsInTheAccumulatorIsAMismatchThatSaysSo() {
        var layer =
                layer(Geometry.UNIT, new int[] {1, 1, 1, 1}, new int[] {100}, new int[] {1, 1, 1, 1}, new int[] {100});
        var grid = grid(new Array(1, 1, 1), new BitParallelPe(1, 16, 8), barrier());
        // 10,000 = 39 · 256 + 16
        assertThat(run(grid, layer, Fidelity.STEP, IDEAL).values().firstMismatch())
                .isEqualTo("output [0, 0, 0] is 16, wrapped from 10000 in 8 bits, the reference has 10000");
    }

    @Test
    void operandsThatNeedMoreColumnsThanThereAreAreRefused() {
        var layer = layer(Geometry.UNIT, new int[] {1, 1, 1, 1}, new int[] {3}, new int[] {1, 1, 1, 1}, new int[] {1});
        var grid = grid(new Array(1, 1, 1), new BitParallelPe(1, 4, 32), barrier());
        assertThatThrownBy(() -> run(grid, layer, Fidelity.STEP, IDEAL))
                .isInstanceOf(WorkloadException.class)
                .hasMessage("layer layer: operands of 8 and 8 bits need 2 columns and 2 rows of 4-bit PEs, "
                        + "the array has 1 columns and 1 rows");
    }

    @Test
    void aValueBeyondItsPrecisionIsRefused() {
        var layer = layer(Geometry.UNIT, new int[] {1, 1, 1, 1}, new int[] {-3}, new int[] {1, 1, 1, 1}, new int[] {1});
        var grid = grid(new Array(1, 1, 1), new BitParallelPe(1, 16, 32), barrier());
        assertThatThrownBy(() -> run(grid, layer, Fidelity.STEP, IDEAL))
                .isInstanceOf(WorkloadException.class)
                .hasMessage("layer layer: activation 0 is -3, which 8 unsigned bits of precision cannot hold");
    }

    /**
     * One PE, one lane, one step: a multiplication, no tree, an addition in the accumulator, registers of 8 (weight), 16
     * (product) and twice 32 bits; 8-bit words are read from each buffer, rounded up to one access, after they were written
     * there; the output is written by the array and read on its way out.
     */
    @Test
    void energyIsThePricedBillOfPrimitives() {
        var layer = layer(Geometry.UNIT, new int[] {1, 1, 1, 1}, new int[] {3}, new int[] {1, 1, 1, 1}, new int[] {1});
        var grid = grid(new Array(1, 1, 1), new BitParallelPe(1, 8, 32), barrier());
        var result = run(grid, layer, Fidelity.STEP, IDEAL);
        assertThat(result.actions())
                .containsEntry("mul.int:8", 1L)
                .containsEntry("add.int:32", 1L)
                .containsEntry("register.write:8", 1L)
                .containsEntry("register.write:16", 1L)
                .containsEntry("register.write:32", 2L)
                .containsEntry("sram.read:64@1024KiB", 3L)
                .containsEntry("sram.write:64@1024KiB", 3L)
                .containsEntry("dram:1", 24L)
                .hasSize(8);
        // 10 · 1 + 1 · 32 + (8 + 16 + 2 · 32) · 0.5 pJ
        assertThat(result.energy().componentPj().get("pe")).isEqualTo(10 + 32 + 44);
    }

    /**
     * Four windows of one lane on two columns, two filters on one row: 4 activations are fetched for each filter. Each goes
     * through an OR of 8 bits; two columns share a detector, which looks at two values at a time. Weights known before are
     * not looked at.
     */
    @Test
    void detectorsAreOnTheBill() {
        var layer = layer(
                Geometry.UNIT, new int[] {1, 1, 4, 1}, new int[] {1, 2, 3, 4}, new int[] {2, 1, 1, 1}, new int[] {5, 6
                });
        var rule = new PrecisionRule(Detect.DYNAMIC, 2, false, false);
        var known = new PrecisionRule(Detect.STATIC, 1, false, false);
        var grid = grid(new Array(1, 2, 1), new LoomPe(1, 1, rule, known, 16, 32), barrier());
        assertThat(run(grid, layer, Fidelity.STEP, IDEAL).actions())
                .containsEntry("or:8", 8L)
                .containsEntry("compare:8", 4L);
        var dynamic = grid(new Array(1, 2, 1), new LoomPe(1, 1, rule, rule, 16, 32), barrier());
        // each of the two weights is fetched for both window sets
        assertThat(run(dynamic, layer, Fidelity.STEP, IDEAL).actions())
                .containsEntry("or:8", 8L + 4)
                .containsEntry("compare:8", 4L + 2);
    }

    /**
     * 2 by 3 PEs in 2 tiles are 12. A lane of 2: registers of 8 (weight) and 16 bits (product), a multiplier, half of the
     * tree's one adder of 16 bits; the PE: two registers of 32 bits and an adder. Two buffers of 1024 KiB.
     */
    @Test
    void theInventoryIsTheBillOfAllPesAndTheBuffers() {
        var grid = grid(new Array(2, 3, 2), new BitParallelPe(2, 8, 32), barrier());
        assertThat(grid.inventory())
                .isEqualTo(Map.of(
                        new Action("register.write", 8),
                        2 * 12L,
                        new Action("register.write", 16),
                        2 * 12L,
                        new Action("mul.int", 8),
                        2 * 12L,
                        new Action("register.write", 32),
                        2 * 12L,
                        new Action("add.int", 8),
                        2 * 12L,
                        new Action("add.int", 32),
                        12L,
                        new Action("sram.read", 64, 1024),
                        2L));
    }

    private static SerialGrid grid(Array array, LanePe pe, Sync sync) {
        return new SerialGrid(array, pe, sync, new Buffers(1024, 1024), SerialGrid.FirstLayer.SPACE_TO_DEPTH, 1000);
    }

    private static Sync barrier() {
        return new Sync(Sync.Scope.ALL, 0, Sync.FullyConnected.STAGGERED);
    }

    private static LayerResult run(SerialGrid grid, Layer layer, Fidelity fidelity, Memory memory) {
        return grid.run(new LayerTrace("net", "test", "", List.of(layer)), setup(fidelity, memory, 1))
                .get(0);
    }

    private static Setup setup(Fidelity fidelity, Memory memory, int threads) {
        return new Setup(memory, PRICES, fidelity, ValueCheck.Method.RECOMPUTED, 1, threads);
    }

    static final EnergyTable PRICES = new EnergyTable(
            "test",
            45,
            "round numbers",
            List.of(
                    price("mul.int", 8, 0, 10),
                    price("add.int", 1, 0, 1),
                    price("and", 1, 0, 1),
                    price("or", 1, 0, 1),
                    price("compare", 1, 0, 1),
                    price("shift", 1, 0, 1),
                    price("register.write", 1, 0, 0.5),
                    price("sram.read", 64, 1024, 100),
                    price("sram.write", 64, 1024, 100),
                    price("dram", 1, 0, 8)));

    private static Row price(String kind, int widthBits, int sizeKiB, double picojoules) {
        return new Row(kind, widthBits, sizeKiB, picojoules, Scaling.LINEAR, Confidence.TRANSCRIBED, "test");
    }

    /** A row of {@code outputs + taps − 1} positions under a kernel of one row, all ones. */
    private static Layer row(int positions, int taps, int channels, int filters, int activationBits, int weightBits) {
        var activations = new int[positions * channels];
        java.util.Arrays.fill(activations, 1);
        var weights = new int[filters * taps * channels];
        java.util.Arrays.fill(weights, 1);
        return new Layer(
                "layer",
                Op.CONV2D,
                List.of("input"),
                Geometry.UNIT,
                operand(false, activationBits, new int[] {1, 1, positions, channels}, activations),
                operand(true, weightBits, new int[] {filters, 1, taps, channels}, weights));
    }

    private static Layer layer(
            Geometry geometry, int[] activationShape, int[] activations, int[] weightShape, int[] weights) {
        return new Layer(
                "layer",
                Op.CONV2D,
                List.of("input"),
                geometry,
                operand(false, 8, activationShape, activations),
                operand(true, 8, weightShape, weights));
    }

    private static Operand operand(boolean signed, int bits, int[] shape, int... codes) {
        return new Operand(
                new Encoding(signed ? "int8" : "uint8", 0, bits, signed), TensorSource.of(new Tensor(shape, codes)));
    }

    /** By definition, one multiply-accumulate at a time. */
    private static long countedNonZeroPairs(Layer layer) {
        try {
            var a = layer.activations().source().load();
            var w = layer.weights().source().load();
            var g = layer.geometry();
            int zeroPoint = layer.activations().encoding().zeroPoint();
            boolean flat = layer.isFullyConnected();
            int height = flat ? 1 : a.extent(1);
            int width = flat ? 1 : a.extent(2);
            int channels = layer.channels();
            int perGroup = channels / g.groups();
            long pairs = 0;
            for (int oy = 0; oy < layer.outputHeight(); oy++) {
                for (int ox = 0; ox < layer.outputWidth(); ox++) {
                    for (int f = 0; f < layer.filters(); f++) {
                        for (int ky = 0; ky < layer.kernelHeight(); ky++) {
                            for (int kx = 0; kx < layer.kernelWidth(); kx++) {
                                for (int c = 0; c < perGroup; c++) {
                                    int y = oy * g.strideH() + ky * g.dilationH() - g.padTop();
                                    int x = ox * g.strideW() + kx * g.dilationW() - g.padLeft();
                                    if (y < 0 || y >= height || x < 0 || x >= width) {
                                        continue;
                                    }
                                    int channel = f / (layer.filters() / g.groups()) * perGroup + c;
                                    int activation = a.data()[(y * width + x) * channels + channel] - zeroPoint;
                                    int weight = w.data()[
                                            ((f * layer.kernelHeight() + ky) * layer.kernelWidth() + kx) * perGroup
                                                    + c];
                                    pairs += activation != 0 && weight != 0 ? 1 : 0;
                                }
                            }
                        }
                    }
                }
            }
            return pairs;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
