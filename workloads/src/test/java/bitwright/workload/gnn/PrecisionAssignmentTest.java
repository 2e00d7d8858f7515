package bitwright.workload.gnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.workload.gnn.PrecisionAssignment.ByDegree;
import bitwright.workload.gnn.PrecisionAssignment.DegreeClass;
import bitwright.workload.gnn.PrecisionAssignment.DegreeQuant;
import bitwright.workload.gnn.PrecisionAssignment.Interpolation;
import bitwright.workload.gnn.PrecisionAssignment.Protection;
import bitwright.workload.gnn.PrecisionAssignment.TopDegrees;
import bitwright.workload.graph.Graph;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrecisionAssignmentTest {
    private static final NodeArithmetic HIGH = NodeArithmetic.of("float32");
    private static final NodeArithmetic LOW = NodeArithmetic.of("int8");

    /** A graph of loops with given degrees. */
    private static Graph withDegrees(int... degrees) {
        int[] pointers = new int[degrees.length + 1];
        for (int i = 0; i < degrees.length; i++) {
            pointers[i + 1] = pointers[i] + degrees[i];
        }
        int[] columns = IntStream.range(0, degrees.length)
                .flatMap(node -> IntStream.generate(() -> node).limit(degrees[node]))
                .toArray();
        return new Graph("g", pointers, columns);
    }

    private static DegreeQuant quant(double min, double max, Interpolation by, Protection protection) {
        return new DegreeQuant(HIGH, LOW, min, max, by, protection);
    }

    /** Node i is protected iff its draw is below min + (max − min) · place; the draws are SplittableRandom's. */
    @ParameterizedTest
    @CsvSource({"DEGREE, 0, 1", "DEGREE, 0.1, 0.3", "RANK, 0, 1", "RANK, 0.25, 0.75"})
    void degreeQuantDrawsANumberANode(Interpolation by, double min, double max) {
        Graph graph = withDegrees(4, 0, 2, 2, 8, 1);
        double[] places = by == Interpolation.DEGREE
                ? new double[] {4 / 8.0, 0, 2 / 8.0, 2 / 8.0, 1, 1 / 8.0}
                : new double[] {4 / 5.0, 0, 2.5 / 5, 2.5 / 5, 1, 1 / 5.0}; // 0 1 2 2 4 8: the twos stand at 2 and 3
        for (long seed = 0; seed < 50; seed++) {
            var draws = new SplittableRandom(1000 * seed + 9);
            byte[] assigned = quant(min, max, by, Protection.PROTECTED_HIGH).of(graph, seed);
            byte[] reversed = quant(min, max, by, Protection.AMPLE_SDK).of(graph, seed);
            for (int node = 0; node < places.length; node++) {
                boolean kept = (draws.nextLong() >>> 11) * 0x1p-53 < min + (max - min) * places[node];
                assertThat(assigned[node]).isEqualTo((byte) (kept ? 1 : 0));
                assertThat(reversed[node]).isEqualTo((byte) (kept ? 0 : 1));
            }
        }
    }

    /** Expected protected share by degree over largest is mean over largest: 1000 nodes, mean 5, largest 10. */
    @Test
    void theShareOfProtectedNodesIsMeanOverLargestDegree() {
        int[] degrees = IntStream.range(0, 20_000).map(i -> i % 2 == 0 ? 10 : 0).toArray();
        byte[] assigned =
                quant(0, 1, Interpolation.DEGREE, Protection.PROTECTED_HIGH).of(withDegrees(degrees), 3);
        int kept = 0;
        for (byte one : assigned) {
            kept += one;
        }
        assertThat(kept).isEqualTo(10_000); // degree 10 is the largest: certain; degree 0: never
    }

    @Test
    void topDegreesIncludeTies() {
        Graph graph = withDegrees(1, 5, 3, 3, 0);
        assertThat(new TopDegrees(HIGH, LOW, 0.5).of(graph, 0)).containsExactly(0, 1, 1, 1, 0);
        assertThat(new TopDegrees(HIGH, LOW, 1).of(graph, 0)).containsExactly(0, 1, 0, 0, 0);
        assertThat(new TopDegrees(HIGH, LOW, 0).of(graph, 0)).containsOnly(1);
        assertThat(new TopDegrees(HIGH, LOW, 0.5).of(withDegrees(), 0)).isEmpty();
    }

    @Test
    void classesGoByDegree() {
        var classes = new ByDegree(List.of(
                new DegreeClass(0, NodeArithmetic.of("int4")), new DegreeClass(2, LOW), new DegreeClass(5, HIGH)));
        assertThat(classes.of(withDegrees(0, 1, 2, 4, 5, 99), 0)).containsExactly(0, 0, 1, 1, 2, 2);
        assertThatThrownBy(() -> new ByDegree(List.of(new DegreeClass(1, LOW))))
                .hasMessage("classes must have rising degrees, the first from 0, got 1 as number 1");
        assertThatThrownBy(() -> new ByDegree(List.of(new DegreeClass(0, LOW), new DegreeClass(0, HIGH))))
                .hasMessage("classes must have rising degrees, the first from 0, got 0 as number 2");
    }

    @Test
    void graphsWithoutEdgesHaveNothingToProtectByDegree() {
        assertThat(quant(0, 1, Interpolation.DEGREE, Protection.PROTECTED_HIGH).of(withDegrees(0, 0), 1))
                .containsOnly(0);
        assertThat(quant(0, 1, Interpolation.RANK, Protection.PROTECTED_HIGH).of(withDegrees(0), 1))
                .containsOnly(0);
    }

    @Test
    void refusesProbabilitiesThatAreNone() {
        assertThatThrownBy(() -> quant(-0.1, 1, Interpolation.RANK, Protection.AMPLE_SDK))
                .hasMessage("minProbability must be between 0 and 1, got -0.1");
        assertThatThrownBy(() -> quant(0.5, 0.4, Interpolation.RANK, Protection.AMPLE_SDK))
                .hasMessage("maxProbability must be between minProbability, 0.5, and 1, got 0.4");
        assertThatThrownBy(() -> new TopDegrees(HIGH, LOW, Double.NaN))
                .hasMessage("quantile must be between 0 and 1, got NaN");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "int8; int8; int32; 8; 32; int8",
                "int8/wrap8; int8; wrap8; 8; 8; int8/wrap8",
                "int4/saturate12; int4; saturate12; 4; 12; int4/saturate12",
                "float16; float16; float16; 16; 16; float16",
                "float16/float32; float16; float32; 16; 32; float16/float32",
                "ample-float32; ample-float32; ample-float32; 32; 32; ample-float32",
                "mxfp8_e4m3; mxfp8_e4m3; float32; 9; 32; mxfp8_e4m3",
                "nvfp4/bfloat16; nvfp4; bfloat16; 5; 16; nvfp4/bfloat16",
                "posit16_es1; posit16_es1; posit16_es1; 16; 16; posit16_es1"
            })
    void precisionsAreWrittenAsWords(
            String text, String operands, String sums, int featureBits, int sumBits, String shown) {
        NodeArithmetic arithmetic = NodeArithmetic.of(text);
        assertThat(arithmetic).isEqualTo(new NodeArithmetic(operands, sums));
        assertThat(arithmetic.featureBits()).isEqualTo(featureBits);
        assertThat(arithmetic.sumBits()).isEqualTo(sumBits);
        assertThat(arithmetic).hasToString(shown);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "int8/wrap1; sums of int8 must be int<n>, wrap<n> (the same) or saturate<n> with n from 2 to 32, got"
                        + " 'wrap1'",
                "int8/float32; sums of int8 must be int<n>, wrap<n> (the same) or saturate<n> with n from 2 to 32, got"
                        + " 'float32'",
                "uint8; integers of nodes must be int2 to int16, got 'uint8'",
                "int32; integers of nodes must be int2 to int16, got 'int32'",
                "float32/int32; sums of float32 must be of a format that is not an integer's, got 'int32'",
                "mxint8/int32; sums of mxint8 must be of a format that is not an integer's, got 'int32'",
                "ample-float32/float32; ample-float32 has sums of its own, got 'float32'"
            })
    void refusesPrecisionsThatAreNone(String text, String message) {
        assertThatThrownBy(() -> NodeArithmetic.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"1.999, 8, -6", "2, 8, -6", "2.001, 8, -5", "0.5, 4, -4", "127, 8, 0", "0, 8, 0", "1e-40, 8, -139"})
    void exponentsAreTheSmallestThatFit(float largest, int bits, int exponent) {
        assertThat(Scales.exponent(largest, bits)).isEqualTo(exponent);
    }
}
