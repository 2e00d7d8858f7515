package bitwright.accel.mixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.accel.number.SumFormat;
import bitwright.accel.systolic.Buffers;
import bitwright.accel.systolic.Gemm;
import bitwright.accel.systolic.MacPe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FusionArrayTest {
    private static FusionArray array(int rows, int columns, int maxBits, int minBits, Costing compat) {
        return new FusionArray(
                new FusionArray.Extents(rows, columns),
                new FusedPe(maxBits, minBits),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                MacPe.Product.EXACT,
                SumFormat.of("int32"),
                Dequantise.NONE,
                new Buffers(256, 128, 128),
                compat,
                Optional.of(new PaperPower(64314, 279960)),
                500);
    }

    /** Folds of 4 by 4 whole PEs: K = 10 cycles each, 6 of fill. Half the width halves the folds on its side. */
    @ParameterizedTest
    @CsvSource({"8, 8, 4", "4, 8, 2", "8, 4, 2", "4, 4, 1", "3, 2, 1", "5, 8, 4"})
    void narrowOperandsMakeRoom(int activationBits, int weightBits, int folds) {
        var projection = array(4, 4, 8, 4, Costing.NONE).project(new Gemm(8, 8, 10), activationBits, weightBits);
        assertThat(projection.folds()).isEqualTo(folds);
        assertThat(projection.cycles().compute()).isEqualTo(10L * folds);
    }

    @Test
    void bricksOfTwoBitsFuseInFourSteps() {
        var pe = new FusedPe(8, 2);
        assertThat(List.of(pe.setting(1), pe.setting(2), pe.setting(3), pe.setting(5), pe.setting(9)))
                .containsExactly(2, 2, 4, 8, 8);
        assertThat(pe.factor(2)).isEqualTo(4);
        assertThat(new FusedPe(16, 8).factor(4)).isEqualTo(2);
        assertThatThrownBy(() -> new FusedPe(8, 3)).hasMessageContaining("must divide maxBits");
    }

    /**
     * 64 rows by 256 filters, 128 deep, at 8 bits on 32 by 32 PEs, as one tile of all: 2 · 8 · 128 cycles; first the weights
     * come, 128 · 256 · 8 / 1024 = 256 cycles, and the activations, 64 · 128 · 8 / 1024 = 64.
     */
    @Test
    void thePapersCostOfOneTileByHand() {
        var costing = array(32, 32, 8, 4, Costing.MIXPE_PAPER).paperCosting();
        var problem = Problem.matrix(128, 256, 64, 8, 8);
        var cost = costing.cost(problem, new Nest(tile(64, 128, 256), List.of(Loop.values())));
        assertThat(cost.computeCycles()).isEqualTo(2048);
        assertThat(cost.stallCycles()).isEqualTo(320);
        assertThat(cost.dramReads()).isEqualTo((256 + 64) * 1024);
        assertThat(cost.dramWrites()).isEqualTo(64 * 256 * 16);
        assertThat(cost.weightReads()).isEqualTo(problem.macs() * 8);
        assertThat(cost.staticNj()).isEqualTo(2368 * 484.615 / 500);
        // 1024 PEs at 500 MHz: nW · cycles / Hz = nJ
        assertThat(cost.coreNj()).isEqualTo(1024 / 5e8 * (64314.0 * 2368 + 279960.0 * 2048));
    }

    /** Of nests with as few cycles, the search takes one of least energy; none beats it. */
    @Test
    void noNestBeatsTheOneThatIsFound() {
        var machine = array(8, 8, 8, 4, Costing.MIXPE_PAPER);
        var problem = new Problem(3, 4, 1, 8, 16, 2, 8, 4);
        var costing = machine.paperCosting();
        var best = costing.cost(problem, machine.paperNest(problem).orElseThrow());
        var random = new SplittableRandom(7);
        for (int trial = 0; trial < 3000; trial++) {
            var tile = new EnumMap<Loop, Integer>(Loop.class);
            for (Loop loop : Loop.values()) {
                int extent = problem.extent(loop);
                tile.put(loop, Math.min(extent, 1 << random.nextInt(5)));
            }
            var order = new ArrayList<>(List.of(Loop.values()));
            Collections.shuffle(order, new Random(trial));
            var nest = new Nest(tile, order);
            if (costing.fits(problem, nest)) {
                var cost = costing.cost(problem, nest);
                assertThat(best.cycles()).isLessThanOrEqualTo(cost.cycles());
                if (best.cycles() == cost.cycles()) {
                    assertThat(best.totalNj()).isLessThanOrEqualTo(cost.totalNj());
                }
            }
        }
    }

    private static Map<Loop, Integer> tile(int batch, int inputs, int outputs) {
        return Map.of(
                Loop.BATCH, batch,
                Loop.OUTPUT_WIDTH, 1,
                Loop.OUTPUT_HEIGHT, 1,
                Loop.INPUT_CHANNELS, inputs,
                Loop.OUTPUT_CHANNELS, outputs);
    }

    @Test
    void thePapersPricesAreForItsBuffersOnly() {
        assertThatThrownBy(() -> new FusionArray(
                        new FusionArray.Extents(4, 4),
                        new FusedPe(8, 4),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        MacPe.Product.EXACT,
                        SumFormat.of("int32"),
                        Dequantise.NONE,
                        new Buffers(64, 64, 64),
                        Costing.MIXPE_PAPER,
                        Optional.of(new PaperPower(1, 1)),
                        500))
                .hasMessageContaining("mixpe-paper has prices for buffers of 256, 128 and 128 KiB at 500 MHz only");
    }
}
