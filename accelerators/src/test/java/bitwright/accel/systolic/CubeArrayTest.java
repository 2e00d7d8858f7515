package bitwright.accel.systolic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.accel.LayerMachine;
import bitwright.accel.number.OperandFormat;
import bitwright.accel.number.SumFormat;
import bitwright.arith.Rounding;
import bitwright.arith.dot.Accumulation;
import bitwright.sim.result.Cycles;
import bitwright.sim.result.Fidelity;
import bitwright.workload.Layer;
import bitwright.workload.reference.Reference;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** PEs behind one another, and sums kept in carry-save form. */
class CubeArrayTest {
    private static MacPe pe(MacPe.Adder adder, String sum) {
        var int8 = OperandFormat.of("int8");
        return new MacPe(int8, int8, SumFormat.of(sum), MacPe.Product.EXACT, adder);
    }

    private static SystolicArray array(Mesh mesh, Dataflow dataflow, MacPe.Adder adder, Overlap folds) {
        return new SystolicArray(
                mesh, dataflow, pe(adder, "int32"), folds, Lowering.IM2COL, Compat.NONE, new Buffers(64, 64, 64), 1000);
    }

    @Test
    void registersEventsAndFormulaOfACubeAgreeWithTheReference() throws IOException {
        long seed = 20261126;
        var layers = new Layers(seed);
        var random = new SplittableRandom(seed);
        for (int trial = 0; trial < 80; trial++) {
            Layer layer = layers.next();
            var mesh = new Mesh(1 + random.nextInt(5), 1 + random.nextInt(5), 2 + random.nextInt(5));
            var adder = MacPe.Adder.values()[random.nextInt(2)];
            var machine = array(mesh, Dataflow.OUTPUT_STATIONARY, adder, Overlap.values()[random.nextInt(2)]);
            String what = "seed " + seed + " trial " + trial + " " + machine;
            agree(machine, layer, what);
            TickedArray registers = new LayerRun(machine, layer).ticked();
            while (registers.commit()) {
                // until the layer is done
            }
            var traffic = machine.simulate(layer, Layers.setup(Fidelity.CLOSED))
                    .result()
                    .trafficBits();
            assertThat(8 * registers.activationReads()).as(what).isEqualTo(traffic.get("activations.read"));
            assertThat(8 * registers.weightReads()).as(what).isEqualTo(traffic.get("weights.read"));
        }
    }

    @ParameterizedTest
    @EnumSource(Dataflow.class)
    void carrySaveSumsAgreeWithTheReferenceInEveryDataflow(Dataflow dataflow) throws IOException {
        long seed = 503;
        var layers = new Layers(seed);
        var random = new SplittableRandom(seed);
        for (int trial = 0; trial < 40; trial++) {
            var mesh = new Mesh(1 + random.nextInt(5), 1 + random.nextInt(5));
            var machine = array(mesh, dataflow, MacPe.Adder.CARRY_SAVE, Overlap.DRAINED);
            agree(machine, layers.next(), "seed " + seed + " trial " + trial);
        }
    }

    private static void agree(SystolicArray machine, Layer layer, String what) throws IOException {
        var ticked = machine.simulate(layer, Layers.setup(Fidelity.CYCLE));
        assertThat(ticked.sums()).as(what).isEqualTo(Reference.sums(layer));
        for (Fidelity other : List.of(Fidelity.STEP, Fidelity.CLOSED)) {
            LayerMachine.Outcome outcome = machine.simulate(layer, Layers.setup(other));
            assertThat(outcome.result()).as(what + " " + other).isEqualTo(ticked.result());
        }
    }

    /** 4 · 4 · 10 on 4 by 4 by 4: three cycles of products, then 4 + 4 + 4 − 3 until the last sum is out. */
    @Test
    void aCubeTakesAsManyProductsACycleAsItIsDeep() {
        var machine =
                array(new Mesh(4, 4, 4), Dataflow.OUTPUT_STATIONARY, MacPe.Adder.CARRY_PROPAGATE, Overlap.DRAINED);
        var projection = machine.project(new Gemm(4, 4, 10));
        assertThat(projection.cycles()).isEqualTo(new Cycles(3, 9, 0, 0, 0));
        assertThat(projection.mappingEfficiency()).isEqualTo(10 / 12.0); // the last cycle has 2 products of 4
        // Two such products, the second right behind the first.
        var behind = array(
                        new Mesh(4, 4, 4), Dataflow.OUTPUT_STATIONARY, MacPe.Adder.CARRY_PROPAGATE, Overlap.PIPELINED)
                .project(new Gemm(8, 4, 10));
        assertThat(behind.cycles()).isEqualTo(new Cycles(6, 9, 0, 0, 0));
    }

    @Test
    void aNarrowCarrySaveSumWrapsAsAnAdderWould() {
        var machine = new SystolicArray(
                new Mesh(1, 1), Dataflow.OUTPUT_STATIONARY, pe(MacPe.Adder.CARRY_SAVE, "int15"), 1000);
        var layer = Layers.matmul(new int[][] {{127, 127}}, new int[][] {{127}, {127}});
        var sums = machine.simulate(layer, Layers.setup(Fidelity.CYCLE)).sums();
        assertThat(sums.data()).containsExactly(2 * 127 * 127 - (1 << 15)); // 32258 in 15 bits
    }

    @Test
    void whatACubeOrACarrySaveAdderCannotDoIsRefused() {
        assertThatThrownBy(() -> new SystolicArray(
                        new Mesh(2, 2, 2), Dataflow.WEIGHT_STATIONARY, MacPe.of("int8", "int8", "int32"), 1000))
                .hasMessageContaining("depth beyond 1 needs dataflow output-stationary");
        assertThatThrownBy(() -> pe(MacPe.Adder.CARRY_SAVE, "float32")).hasMessageContaining("must be carry-propagate");
        var saturating = new SumFormat("int32", Accumulation.OnOverflow.SATURATE, Rounding.NEAREST_EVEN);
        assertThatThrownBy(() -> new MacPe(
                        OperandFormat.of("int8"),
                        OperandFormat.of("int8"),
                        saturating,
                        MacPe.Product.EXACT,
                        MacPe.Adder.CARRY_SAVE))
                .hasMessageContaining("must be carry-propagate");
    }
}
