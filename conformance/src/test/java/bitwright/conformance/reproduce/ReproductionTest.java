package bitwright.conformance.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import bitwright.accel.serial.SerialGrid;
import bitwright.workload.Encoding;
import bitwright.workload.Geometry;
import bitwright.workload.Layer;
import bitwright.workload.Op;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReproductionTest {
    static List<String> names() {
        return Reproduction.names();
    }

    @Test
    void theNamesAreInOrderAndAnUnknownOneIsRefused() {
        assertThat(names())
                .isSorted()
                .contains(
                        "ample",
                        "dpred",
                        "laconic",
                        "lmul",
                        "loom",
                        "mixpe",
                        "pim-gpt",
                        "pragmatic",
                        "stripes",
                        "tactical",
                        "tpe");
        assertThatThrownBy(() -> Reproduction.rows("stripe", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 'stripe'");
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyTableSaysWhereItsFiguresComeFrom(String name) {
        var table = new PaperTable(name);
        assertThat(new HashSet<>(table.keys())).hasSameSizeAs(table.keys());
        for (FigureRow row : table.rows(Map.of())) {
            assertThat(row.source()).matches(".+ \\((read|measured|third-party|recalled|calculated|not given)\\)");
            assertThat(row.note()).isNotBlank();
            assertThat(row.source().endsWith("(not given)"))
                    .isEqualTo(row.published().isEmpty());
            assertThat(row.errorPercent()).isEmpty();
        }
    }

    @Test
    void theErrorIsRelativeToWhatIsPublished() {
        var row = new FigureRow("x", OptionalDouble.of(4), OptionalDouble.of(3), "", "");
        assertThat(row.errorPercent().getAsDouble()).isEqualTo(-25);
    }

    /** 1 − 0.05 / 1.1, 1 − 0.1 / 3.7 and 1 − 1.0 / 4.6, from the paper's prices; the errors stand in the golden table. */
    @Test
    void anAdditionSavesWhatThePaperSays() {
        var figures = new LMulMeasurement().measure(1);
        assertThat(figures.get("element-bfloat16")).isCloseTo(100 * (1 - 0.05 / 1.1), offset(1e-9));
        assertThat(figures.get("element-float32")).isCloseTo(100 * (1 - 0.1 / 3.7), offset(1e-9));
        assertThat(figures.get("dot-float32")).isCloseTo(100 * (1 - 1.0 / 4.6), offset(1e-9));
        assertThat(figures.get("error-adder-3")).isCloseTo(5.2412, offset(1e-3));
        assertThat(figures.get("error-equation-7")).isCloseTo(7.5058, offset(1e-3));
    }

    /** 13 bits of 16 less 5 a column of 4096; 4096² look-ups of 0.92 pJ a plane over 8, and 512 tables of 255 additions. */
    @Test
    void tablesSaveWhatTheirOperationsSay() {
        var figures = new ShiftAddLlmMeasurement().measure(1);
        assertThat(figures.get("memory-3")).isCloseTo(100 * (1 - 3 * (1 + 5 / 4096.0) / 16), offset(1e-9));
        double operations = 3 * 0.92 / 8 + 512 * 255 * 0.4 / 4096 / 4096;
        assertThat(figures.get("operations-3")).isCloseTo(100 * (1 - operations / 1.5), offset(1e-9));
    }

    @Test
    void narrowPositsSpendLess() {
        var figures = new XrNpeMeasurement().measure(1);
        assertThat(figures.get("energy-posit4")).isLessThan(figures.get("energy-posit8"));
        assertThat(figures.get("energy-posit8")).isLessThan(figures.get("energy-posit16"));
        assertThat(figures.get("gating-fp4")).isPositive();
        assertThat(figures.get("smaller-posit4")).isEqualTo(4);
    }

    /** The authors' counts of digits, and the cycles that their RTL takes in simulation; what OPT4E gains points their way. */
    @Test
    void digitsAndTurnsOfTheBitSlicePesAreTheAuthors() {
        var figures = new TpeMeasurement().measure(1);
        var table = new PaperTable("tpe");
        for (int i = 0; i < table.keys().size(); i++) {
            String key = table.keys().get(i);
            if (key.startsWith("digits") || key.startsWith("turns") || key.startsWith("booth")) {
                double published = table.rows(figures).get(i).published().orElseThrow();
                assertThat(figures.get(key)).as(key).isCloseTo(published, offset(0.0125 * published));
            }
        }
        assertThat(figures.get("digits-uniform")).isEqualTo(747 / 256.0, offset(1e-12)); // 15 + 2·60 + 3·108 + 4·72
        assertThat(figures.get("energy-opt4e-laconic")).isGreaterThan(1);
        assertThat(figures.get("area-opt4e-laconic")).isGreaterThan(1);
    }

    @Test
    void whatCannotBeMadeSaysSo() {
        assertThat(new PaperTable("tactical")
                        .rows(Map.of()).stream()
                                .filter(row -> row.name().startsWith("energy efficiency"))
                                .toList())
                .hasSize(1)
                .allSatisfy(row -> assertThat(row.ours()).isEmpty())
                .allSatisfy(row -> assertThat(row.note()).contains("not made"));
    }

    /** Of {5, -1, 0, 3, -3, 2, 1, 4} the smallest half: 0, both ones, 2; a 3 more at five eighths, the first. */
    @Test
    void pruningTakesTheSmallestWeights() {
        int[] weights = {5, -1, 0, 3, -3, 2, 1, 4};
        var shape = new int[] {1, 8};
        var operand = new Operand(new Encoding("int8", 0, 8, true), TensorSource.of(new Tensor(shape, weights)));
        var layer = new Layer("fc", Op.FULLY_CONNECTED, List.of("input"), Geometry.UNIT, operand, operand);
        assertThat(Zoo.load(Zoo.pruned(layer, 0).weights()).data()).isEqualTo(weights);
        assertThat(Zoo.load(Zoo.pruned(layer, 50).weights()).data()).containsExactly(5, 0, 0, 3, -3, 0, 0, 4);
        assertThat(Zoo.load(Zoo.pruned(layer, 63).weights()).data()).containsExactly(5, 0, 0, 0, -3, 0, 0, 4);
        assertThat(Zoo.load(Zoo.pruned(layer, 100).weights()).data()).containsOnly(0);
        assertThat(Zoo.load(Zoo.pruned(layer, 63).activations()).data()).isEqualTo(weights);
    }

    /**
     * AlexNet on 16 tiles of 16 rows by the formula: a filter set of 256, sets of 16 windows at P cycles a step, or of
     * one window at one. conv1 folds to 48 channels and a 3×3 kernel.
     */
    @Test
    void stripesOnAlexNetIsThatOfTheFormula() {
        // windows, steps (taps · ceil(channels / 16)), filters of a group, groups, P
        int[][] layers = {
            {55 * 55, 9 * 3, 96, 1, 9},
            {27 * 27, 25 * 3, 128, 2, 8},
            {13 * 13, 9 * 16, 384, 1, 5},
            {13 * 13, 9 * 12, 192, 2, 5},
            {13 * 13, 9 * 12, 128, 2, 7}
        };
        double baseline = 0;
        double stripes = 0;
        for (int[] layer : layers) {
            double steps = layer[1] * Math.ceil(layer[2] / 256.0) * layer[3];
            baseline += layer[0] * steps;
            stripes += Math.ceil(layer[0] / 16.0) * steps * layer[4];
        }
        var ours = SpeedUps.of(
                List.of("alexnet"),
                Zoo.design("dadiannao-16-tiles"),
                List.of(Zoo.design("stripes-16-tiles")),
                Zoo::blank,
                1);
        assertThat(ours.mean(0)).isEqualTo(baseline / stripes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stripes-16-tiles", "dadiannao-16-tiles", "stripes"})
    void blankTensorsTakeAsLongAsFullOnes(String design) {
        SerialGrid grid = Zoo.design(design);
        for (Layer layer : Zoo.convolutions("squeezenet-1.1")) {
            assertThat(grid.computeCycles(Zoo.blank(layer)))
                    .as(layer.name())
                    .isEqualTo(grid.computeCycles(Zoo.inMemory(layer)));
        }
    }

    /** Times and terms within 1 % of what the papers print, to three digits of 1.85, 1.35 and 53 %. */
    @Test
    @Tag("slow")
    void stripesIsReproduced() {
        var rows = Reproduction.rows("stripes", 2).stream()
                .filter(row -> row.ours().isPresent() && row.published().isPresent())
                .collect(Collectors.toMap(FigureRow::name, row -> row));
        assertThat(List.of(
                        "ideal speed-up, convolutions of VGG-19",
                        "speed-up on the grid, VGG-19",
                        "speed-up over DaDianNao, convolutions, mean of six networks",
                        "terms relative to DaDianNao, mean of six networks",
                        "the same, first layers not folded from space to depth"))
                .allSatisfy(name ->
                        assertThat(rows.get(name).errorPercent().getAsDouble()).isEqualTo(0, offset(1.0)));
        assertThat(rows.get("speed-up over DaDianNao, convolutions, mean of six networks")
                        .published())
                .hasValue(1.85);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pragmatic", "loom", "dpred", "laconic", "tactical"})
    @Tag("slow")
    void everyMeasuredFigureStandsInItsTable(String name) {
        var measured = Map.of(
                        "pragmatic", new PragmaticMeasurement(),
                        "loom", new LoomMeasurement(),
                        "dpred", new DpredMeasurement(),
                        "laconic", new LaconicMeasurement(),
                        "tactical", new TacticalMeasurement())
                .get(name)
                .measure(2);
        assertThat(new PaperTable(name).keys()).containsAll(measured.keySet());
        assertThat(measured.values())
                .allSatisfy(value -> assertThat(value).isPositive().isFinite());
    }
}
