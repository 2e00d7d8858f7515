package bitwright.workload.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.workload.WorkloadException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QonnxOpsTest {
    private static Value scalar(float value) {
        return Value.of(new int[0], value);
    }

    private static Value run(String op, Map<String, Attribute> attributes, Value x, Value... others) {
        var constants = new java.util.HashMap<String, Value>();
        var inputs = new java.util.ArrayList<>(List.of("x"));
        for (int i = 0; i < others.length; i++) {
            constants.put("c" + i, others[i]);
            inputs.add("c" + i);
        }
        var node = new GraphNode("n", op, inputs, List.of("y"), attributes);
        var graph = new Graph(
                "g",
                13,
                List.of(new Graph.Input("x", x.shape(), Element.REAL)),
                List.of("y"),
                constants,
                List.of(node));
        return new GraphInference(graph).run(Map.of("x", x), Products.PLAIN).get("y");
    }

    private static Map<String, Attribute> quant(int signed, int narrow, String mode) {
        return Map.of(
                "signed", new Attribute.Whole(signed),
                "narrow", new Attribute.Whole(narrow),
                "rounding_mode", new Attribute.Text(mode));
    }

    /** Steps of 1 with zero point 0, 4 bits; the codes by hand. */
    @ParameterizedTest(name = "{0}: 2.5, -2.5, 2.25, -2.75 become {1}, {2}, {3}, {4}")
    @CsvSource({
        "ROUND, 2, -2, 2, -3",
        "HALF_EVEN, 2, -2, 2, -3",
        "CEIL, 3, -2, 3, -2",
        "FLOOR, 2, -3, 2, -3",
        "UP, 3, -3, 3, -3",
        "DOWN, 2, -2, 2, -2",
        "ROUND_TO_ZERO, 2, -2, 2, -2",
        "HALF_UP, 3, -3, 2, -3",
        "HALF_DOWN, 2, -2, 2, -3"
    })
    void roundingModes(String mode, float a, float b, float c, float d) {
        Value x = Value.of(new int[] {4}, 2.5f, -2.5f, 2.25f, -2.75f);
        Value y = run("Quant", quant(1, 0, mode), x, scalar(1), scalar(0), scalar(4));
        assertThat(y.reals()).containsExactly(a, b, c, d);
        assertThat(y.codes().orElseThrow().format().label()).isEqualTo("int4");
    }

    @Test
    void rangesDependOnSignAndNarrowness() {
        Value x = Value.of(new int[] {2}, -100, 100);
        Value scale = scalar(0.5f);
        // int3: -4..3, narrow -3..3; uint3: 0..7, narrow 0..6; halved by the scale
        assertThat(run("Quant", quant(1, 0, "ROUND"), x, scale, scalar(0), scalar(3))
                        .reals())
                .containsExactly(-2, 1.5f);
        assertThat(run("IntQuant", quant(1, 1, "ROUND"), x, scale, scalar(0), scalar(3))
                        .reals())
                .containsExactly(-1.5f, 1.5f);
        assertThat(run("Quant", quant(0, 0, "ROUND"), x, scale, scalar(0), scalar(3))
                        .reals())
                .containsExactly(0, 3.5f);
        assertThat(run("Quant", quant(0, 1, "ROUND"), x, scale, scalar(0), scalar(3))
                        .reals())
                .containsExactly(0, 3);
    }

    @Test
    void zeroPointsShiftTheRange() {
        // 4 bits unsigned, zero point 3: codes 0..15, reals (code − 3) / 2 from −1.5 to 6
        Value y = run(
                "Quant",
                quant(0, 0, "ROUND"),
                Value.of(new int[] {3}, -9, 0.6f, 9),
                scalar(0.5f),
                scalar(3),
                scalar(4));
        assertThat(y.reals()).containsExactly(-1.5f, 0.5f, 6);
        Codes codes = y.codes().orElseThrow();
        assertThat(codes.data()).containsExactly(0, 4, 15);
        assertThat(codes.zeroPoints()).containsExactly(3);
        assertThat(codes.format().label()).isEqualTo("uint4");
    }

    @Test
    void scalesMayDifferByChannel() {
        Value x = Value.of(new int[] {2, 2}, 1, 2, 1, 2);
        Value scales = Value.of(new int[] {2, 1}, 1, 0.5f);
        Codes codes = run("Quant", quant(1, 0, "ROUND"), x, scales, scalar(0), scalar(8))
                .codes()
                .orElseThrow();
        assertThat(codes.axis()).isZero();
        assertThat(codes.data()).containsExactly(1, 2, 2, 4);
        assertThat(codes.scales()).containsExactly(1, 0.5f);
    }

    @Test
    void oneSignedBitIsBipolar() {
        Value x = Value.of(new int[] {3}, -0.1f, 0, 7);
        assertThat(run("Quant", quant(1, 0, "ROUND"), x, scalar(0.25f), scalar(0), scalar(1))
                        .reals())
                .containsExactly(-0.25f, 0.25f, 0.25f);
        assertThat(run("BipolarQuant", Map.of(), x, scalar(0.25f)).reals()).containsExactly(-0.25f, 0.25f, 0.25f);
    }

    @Test
    void truncationShiftsCodes() {
        // codes 13, −13, 7 of 6 bits to 4 bits: floor(code / 4) = 3, −4, 1
        Value x = Value.of(new int[] {3}, 6.5f, -6.5f, 3.5f);
        Value first = run("Trunc", Map.of(), x, scalar(0.5f), scalar(0), scalar(6), scalar(4));
        assertThat(first.reals()).containsExactly(1.5f, -2, 0.5f);
        assertThat(first.codes().orElseThrow().data()).containsExactly(3, -4, 1);
        // the second version says the output's scale, 2: the same codes, cut to 3 bits, −4..3
        Value second = run("Trunc", Map.of(), x, scalar(0.5f), scalar(0), scalar(6), scalar(2), scalar(0), scalar(3));
        assertThat(second.reals()).containsExactly(6, -8, 2);
    }

    @Test
    void scalesMustBePositive() {
        assertThatThrownBy(() -> run("BipolarQuant", Map.of(), scalar(1), scalar(-1)))
                .isInstanceOf(WorkloadException.class)
                .hasMessage("g: node 'n' (BipolarQuant): a scale must be a positive number, got -1.0");
    }
}
