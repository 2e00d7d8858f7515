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
import bitwright.accel.tactical.Candidate;
import bitwright.accel.tactical.SearchPattern;
import bitwright.accel.tactical.WeightScheduler;
import bitwright.accel.tactical.WeightScheduler.EmptySlots;
import bitwright.accel.tactical.WeightScheduler.SlotOrder;
import bitwright.accel.tactical.WeightScheduler.ZeroLines;
import bitwright.arith.recoding.Recoding;
import bitwright.sim.energy.Confidence;
import bitwright.sim.energy.EnergyTable;
import bitwright.sim.memory.IdealMemory;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduledGridTest {
    private static final PrecisionRule DYNAMIC = PrecisionRule.dynamic(1);

    static Stream<LanePe> pes() {
        return Stream.of(
                new BitParallelPe(16, 16, 32),
                new BitParallelPe(4, 4, 32),
                new StripesPe(16, 16, PrecisionRule.dynamic(3), 32),
                new StripesPe(8, 5, DYNAMIC, 32),
                new StripesPe(16, 16, new PrecisionRule(Detect.DYNAMIC, 2, true, true), 32),
                new PragmaticPe(16, 2, Recoding.NAF, 16, 32),
                new PragmaticPe(8, 1, Recoding.BINARY, 4, 32),
                new PragmaticPe(32, 4, Recoding.DNNSIM, 16, 32),
                new LoomPe(8, 2, PrecisionRule.dynamic(2), PrecisionRule.dynamic(3), 16, 32));
    }

    @ParameterizedTest
    @MethodSource("pes")
    void bothFidelitiesTakeTheSameCyclesAndGiveTheReferencesValues(LanePe pe) {
        long seed = 20261126;
        var layers = new RandomLayers(seed);
        var random = new SplittableRandom(seed);
        for (int trial = 0; trial < 50; trial++) {
            Layer layer = layers.next();
            if (random.nextBoolean()) {
                layer = ScheduledGridOracle.sparse(layer, random);
            }
            var array = new Array(2 + random.nextInt(6), 2 + random.nextInt(6), 1 + random.nextInt(3));
            var fullyConnected = Sync.FullyConnected.values()[random.nextInt(2)];
            var sync = new Sync(Sync.Scope.ALL, random.nextInt(3), fullyConnected);
            var grid = grid(array, pe, sync, scheduler(random, pe.lanes()));
            String trialName = "seed " + seed + " trial " + trial + ": " + layer.op() + " on " + grid;
            LayerResult step = run(grid, layer, Fidelity.STEP);
            LayerResult cycle = run(grid, layer, Fidelity.CYCLE);
            assertThat(cycle.cycles()).as(trialName).isEqualTo(step.cycles());
            assertThat(step.values().firstMismatch()).as(trialName).isEmpty();
            assertThat(cycle.values().firstMismatch()).as(trialName).isEmpty();
            assertThat(step.utilisation()).as(trialName).isBetween(0.0, 1.0);
            if (sync.runAhead() == 0 && ScheduledGridOracle.covers(layer, grid)) {
                assertThat(step.cycles().compute())
                        .as(trialName)
                        .isEqualTo(ScheduledGridOracle.computeCycles(layer, grid));
            }
        }
    }

    private static WeightScheduler scheduler(SplittableRandom random, int lanes) {
        String named = List.of("T<2,5>", "L<1,6>", "L<2,5>", "T<3,2>").get(random.nextInt(4));
        var pattern = lanes > 6
                ? SearchPattern.of(named)
                : new SearchPattern(List.of(new Candidate(2, 1 - lanes), new Candidate(1, 0), new Candidate(4, 1)));
        return new WeightScheduler(
                pattern,
                SlotOrder.values()[random.nextInt(3)],
                ZeroLines.values()[random.nextInt(3)],
                EmptySlots.values()[random.nextInt(2)]);
    }

    /**
     * One PE of two lanes, a candidate in the next line's same lane. Weights by lines: 0 3 / 2 0 / 0 4. The 2 moves up and
     * leaves zeros behind, which are not run: two cycles instead of three.
     */
    @Test
    void aBitParallelLayerTakesACycleALineThatIsLeft() {
        var layer = fullyConnected(new int[] {1, 1, 1, 1, 1, 1}, new int[] {0, 3, 2, 0, 0, 4});
        var grid = grid(new Array(1, 1, 1), new BitParallelPe(2, 16, 32), barrier(), ahead());
        assertThat(run(grid, layer, Fidelity.STEP).cycles()).isEqualTo(new Cycles(2, 2, 0, 0, 0));
        assertThat(run(grid, layer, Fidelity.CYCLE).cycles()).isEqualTo(new Cycles(2, 2, 0, 0, 0));
    }

    /**
     * Weights 0 3 / 2 5 / 0 4, activations 15 1 / 3 1 / 15 1. Time 0 runs with time 1's 3 in lane 0 and its own 1 in lane 1,
     * two bits; the 15 of the zero that made room plays no part. At time 1 lane 0 is idle, its weight has left: one bit. At
     * time 2 a zero stays and counts: four bits. Unscheduled it were 4 + 2 + 4.
     */
    @Test
    void onlyActivationsThatComeThroughTheMultiplexersCount() {
        var layer = fullyConnected(new int[] {15, 1, 3, 1, 15, 1}, new int[] {0, 3, 2, 5, 0, 4});
        var grid = grid(new Array(1, 1, 1), new StripesPe(2, 16, DYNAMIC, 32), barrier(), ahead());
        assertThat(run(grid, layer, Fidelity.STEP).cycles()).isEqualTo(new Cycles(7, 2, 1, 0, 0));
        assertThat(run(grid, layer, Fidelity.CYCLE).cycles()).isEqualTo(new Cycles(7, 2, 1, 0, 0));
    }

    /** A zero that nothing replaces still takes its activation's four bits. */
    @Test
    void aZeroThatStaysCounts() {
        var layer = fullyConnected(new int[] {15, 1}, new int[] {0, 3});
        var grid = grid(new Array(1, 1, 1), new StripesPe(2, 16, DYNAMIC, 32), barrier(), ahead());
        assertThat(run(grid, layer, Fidelity.STEP).cycles().compute()).isEqualTo(4);
    }

    @Test
    void aLayerOfZerosTakesNoStepAtAll() {
        var layer = fullyConnected(new int[] {1, 2, 3, 4}, new int[] {0, 0, 0, 0});
        var all = new WeightScheduler(SearchPattern.of("L<1,0>"), SlotOrder.LANE_ORDER, ZeroLines.ALL);
        var grid = grid(new Array(1, 2, 1), new StripesPe(2, 16, DYNAMIC, 32), barrier(), all);
        for (Fidelity fidelity : List.of(Fidelity.STEP, Fidelity.CYCLE)) {
            var result = run(grid, layer, fidelity);
            assertThat(result.cycles()).isEqualTo(new Cycles(0, 0, 1, 0, 0));
            assertThat(result.values().passed()).isTrue();
        }
    }

    /**
     * The same layer. Stored are three lines of two slots, each 8 bits and 1 of select; six activations are fetched at 4
     * bits. Lanes with an operand: 2, 1, 2; lane cycles 2 · 2 + 1 · 1 + 4 · 2, in each a two-way multiplexer of one wire.
     */
    @Test
    void theBillHasSelectsMultiplexersAndActivationLines() {
        var layer = fullyConnected(new int[] {15, 1, 3, 1, 15, 1}, new int[] {0, 3, 2, 5, 0, 4});
        var grid = grid(new Array(1, 1, 1), new StripesPe(2, 16, DYNAMIC, 32), barrier(), ahead());
        var result = run(grid, layer, Fidelity.STEP);
        assertThat(result.trafficBits())
                .containsEntry("weights.read", 6 * 9L)
                .containsEntry("activations.read", 6 * 4L)
                .containsEntry("dram.read", 6 * 9L + 6 * 4L);
        assertThat(result.actions())
                .containsEntry("mux:1", 13L)
                .containsEntry("register.write:1", 5L) // a select comes with each weight
                .containsEntry("register.write:4", 6L);
        assertThat(result.statistics())
                .containsEntry("scheduledLinesPercent", 100.0)
                .containsEntry("movedWeightsPercent", 100 / 6.0)
                .containsEntry("idleSlotsPercent", 100 / 6.0);
    }

    /**
     * Weights by lines: 0 3 / 0 0 / 0 4, of which two lines are left, a cycle each. A line is two weights of 9 bits with their
     * selects, 3 words of 8 bits, 2 cycles on 2 banks; the four stored ones came as 5 words, in 3. Activations are words of
     * their own on one bank: two a line that is used, 6 that came, an output on its way in and out.
     */
    @Test
    void linesThatAreLeftOutAskNothingOfTheBuffers() {
        var layer = fullyConnected(new int[] {1, 1, 1, 1, 1, 1}, new int[] {0, 3, 0, 0, 0, 4});
        var pe = new StripesPe(2, 16, DYNAMIC, 32);
        var free = Sram.ofKiB(1);
        var weights = new Buffers(free, new Sram(1, 2, 1, 8), Optional.empty(), true, Reuse.LEAST_TRAFFIC);
        assertThat(run(grid(new Array(1, 1, 1), pe, barrier(), weights, ahead()), layer, Fidelity.STEP)
                        .stallCycles())
                .isEqualTo(Map.of("weightBuffer", 2L * 2 + 3 - 2));
        var activations = new Buffers(new Sram(1, 1, 1, 4), free, Optional.empty(), true, Reuse.LEAST_TRAFFIC);
        assertThat(run(grid(new Array(1, 1, 1), pe, barrier(), activations, ahead()), layer, Fidelity.STEP)
                        .stallCycles())
                .isEqualTo(Map.of("activationBuffer", 2L * 2 + 6 + 2 - 2));
    }

    /** Two tiles use the lines 0 and 1, and fetch for themselves: two gatherings, not one; beside them 4 words and 2 · 2. */
    @Test
    void everyTileGathersForItself() {
        var layer = new Layer(
                "fc",
                Op.FULLY_CONNECTED,
                List.of("input"),
                Geometry.UNIT,
                operand(false, 4, new int[] {1, 1, 1, 1}),
                new Operand(
                        new Encoding("int8", 0, 8, true),
                        TensorSource.of(new Tensor(new int[] {2, 4}, new int[] {1, 2, 0, 0, 0, 0, 3, 4}))));
        var all = new WeightScheduler(SearchPattern.of("L<1,0>"), SlotOrder.LANE_ORDER, ZeroLines.ALL);
        var buffers = new Buffers(new Sram(1, 1, 1, 4), Sram.ofKiB(1), Optional.empty(), true, Reuse.LEAST_TRAFFIC);
        var grid = grid(new Array(1, 1, 2), new StripesPe(2, 16, DYNAMIC, 32), barrier(), buffers, all);
        var result = run(grid, layer, Fidelity.STEP);
        assertThat(result.cycles().compute()).isEqualTo(1);
        assertThat(result.stallCycles()).isEqualTo(Map.of("activationBuffer", 2L * 2 + 4 + 4 - 1));
    }

    @Test
    void whatTheSchedulerCannotStandBeforeIsRefused() {
        var array = new Array(1, 1, 1);
        var t8 = WeightScheduler.of("T8<2,5>");
        assertThatThrownBy(() -> grid(array, new LaconicPe(16, Recoding.NAF, 16, 32), barrier(), t8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("scheduler takes PEs whose lanes go together");
        assertThatThrownBy(() -> grid(array, new BitParallelPe(65, 16, 32), barrier(), t8))
                .hasMessage("scheduler takes PEs of at most 64 lanes, got 65");
        assertThatThrownBy(() -> grid(array, new BitParallelPe(3, 16, 32), barrier(), t8))
                .hasMessage("scheduler.search must not look 3 lanes aside in PEs of 3 lanes");
    }

    private static final EnergyTable PRICES = new EnergyTable(
            "test",
            45,
            "a pJ for everything",
            Stream.of(
                            "mul.int",
                            "add.int",
                            "and",
                            "shift",
                            "mux",
                            "or",
                            "compare",
                            "register.write",
                            "dram",
                            "sram.read",
                            "sram.write")
                    .map(kind -> new EnergyTable.Row(
                            kind,
                            kind.startsWith("sram") ? 64 : 1,
                            kind.startsWith("sram") ? 1024 : 0,
                            1,
                            EnergyTable.Scaling.LINEAR,
                            Confidence.TRANSCRIBED,
                            "test"))
                    .toList());

    @Test
    void whoWaitsOtherwiseIsRefused() {
        var pe = new BitParallelPe(16, 16, 32);
        var array = new Array(2, 2, 1);
        assertThatThrownBy(() -> grid(array, pe, new Sync(Sync.Scope.PE, 2, Sync.FullyConnected.STAGGERED), ahead()))
                .hasMessage("scheduler does not go with sync.scope: pe nor with sync.fullyConnected: output-columns");
        assertThatThrownBy(
                        () -> grid(array, pe, new Sync(Sync.Scope.ALL, 0, Sync.FullyConnected.OUTPUT_COLUMNS), ahead()))
                .hasMessageStartingWith("scheduler does not go with");
        assertThatThrownBy(() -> grid(new Array(2, 2, 1, true, false), pe, barrier(), ahead()))
                .hasMessage("scheduler does not go with array.cascade nor with array.replicate");
    }

    private static WeightScheduler ahead() {
        return WeightScheduler.of("L<1,0>");
    }

    private static Sync barrier() {
        return new Sync(Sync.Scope.ALL, 0, Sync.FullyConnected.STAGGERED);
    }

    private static SerialGrid grid(Array array, LanePe pe, Sync sync, WeightScheduler scheduler) {
        return grid(array, pe, sync, new Buffers(1024, 1024), scheduler);
    }

    private static SerialGrid grid(Array array, LanePe pe, Sync sync, Buffers buffers, WeightScheduler scheduler) {
        return new SerialGrid(
                array,
                pe,
                sync,
                buffers,
                SerialGrid.FirstLayer.SPACE_TO_DEPTH,
                Compression.NONE,
                Optional.of(scheduler),
                1000);
    }

    private static LayerResult run(SerialGrid grid, Layer layer, Fidelity fidelity) {
        var setup = new Setup(new IdealMemory("dram"), PRICES, fidelity, ValueCheck.Method.RECOMPUTED, 1, 1);
        return grid.run(new LayerTrace("net", "test", "", List.of(layer)), setup)
                .get(0);
    }

    private static Layer fullyConnected(int[] activations, int[] weights) {
        return new Layer(
                "fc",
                Op.FULLY_CONNECTED,
                List.of("input"),
                Geometry.UNIT,
                operand(false, 4, activations),
                operand(true, 8, weights));
    }

    private static Operand operand(boolean signed, int bits, int[] codes) {
        return new Operand(
                new Encoding(signed ? "int8" : "uint8", 0, bits, signed),
                TensorSource.of(new Tensor(new int[] {1, codes.length}, codes)));
    }
}
