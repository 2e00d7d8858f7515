package lab;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.accel.pe.Control;
import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.LayerPrecision;
import bitwright.testkit.PeContract;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Inherits the contract: exact sums, cycles, bill, bulk form and register level on random and adversarial operands. */
class SkipZeroBitsPeTest implements PeContract {
    @Override
    public LanePe pe() {
        return new SkipZeroBitsPe(4);
    }

    /** 127 has seven bits set; 128 one; 85 is 1010101, four. Nothing at all takes a cycle, too. */
    @ParameterizedTest(name = "activations {0} and {1} take {2} cycles and {3} additions")
    @CsvSource({"0, 0, 1, 0", "1, 64, 1, 2", "3, 127, 7, 9", "-128, -85, 4, 5"})
    void theLaneWithMostSetBitsDecides(int first, int second, int cycles, int additions) {
        long[] counted = {0};
        int[] weights = {5, -3};
        int[] activations = {first, second};
        var dot = pe().dot(
                        weights,
                        activations,
                        new Control(0, 0),
                        new LayerPrecision(8, true, 8, true),
                        (action, times) -> counted[0] += action.kind().equals("shift") ? times : 0);
        assertThat(dot.cycles()).isEqualTo(cycles);
        assertThat(dot.sum()).isEqualTo(5L * first - 3L * second);
        assertThat(counted[0]).as("additions").isEqualTo(additions);
    }
}
