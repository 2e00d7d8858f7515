package bitwright.sim.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bitwright.sim.energy.EnergyTable.Row;
import bitwright.sim.energy.EnergyTable.Scaling;
import bitwright.sim.energy.TechnologyScaling.Method;
import bitwright.sim.energy.TechnologyScaling.Sram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

class TechnologyScalingTest {
    static final TechnologyScaling TO_7NM = scaling(45, 7, 0.9, 0.7, Sram.UNSCALED);

    private static TechnologyScaling scaling(int from, int to, double fromV, double toV, Sram sram) {
        return new TechnologyScaling(Method.STILLMAKER_BAAS, from, to, fromV, toV, sram);
    }

    @Test
    void energyFollowsThePolynomials() {
        // The authors' corrected example (erratum to section 4.2.1): the polynomial of 65 nm at 1.3 V is 2.604.
        assertThat(StillmakerBaas.energy(65, 1.3)).isCloseTo(2.604, within(5e-4));
        // 45 nm at 0.9 V: 1.103 * 0.81 - 0.362 * 0.9 + 0.2767 = 0.84433
        // 7 nm at 0.7 V: 0.1776 * 0.49 - 0.09097 * 0.7 + 0.02447 = 0.047815
        assertThat(TO_7NM.energyFactor()).isCloseTo(0.047815 / 0.84433, within(1e-9)); // 0.0566
        // at 0.8 V both: 0.065358 / 0.69302
        assertThat(scaling(45, 7, 0.8, 0.8, Sram.AS_LOGIC).energyFactor()).isCloseTo(0.0943, within(5e-5));
        assertThat(scaling(45, 45, 0.9, 0.9, Sram.AS_LOGIC).energyFactor()).isEqualTo(1);
        assertThat(TO_7NM.areaFactor()).isEqualTo(0.059);
        assertThat(scaling(7, 45, 0.7, 0.9, Sram.AS_LOGIC).areaFactor()).isEqualTo(17); // not 1 / 0.059
    }

    @Test
    void onlyWhatTheMethodSpeaksOfIsScaled() {
        double logic = 0.047815 / 0.84433;
        var unscaled = table(45, TO_7NM);
        assertThat(unscaled.price(new Action("add.int", 32)).picojoules()).isCloseTo(0.1 * logic, within(1e-12));
        assertThat(unscaled.price(new Action("add.int", 32)).confidence()).isEqualTo(Confidence.DERIVED);
        assertThat(unscaled.price(new Action("sram.read", 64, 8)).picojoules()).isEqualTo(10);
        assertThat(unscaled.price(new Action("sram.read", 64, 8)).confidence()).isEqualTo(Confidence.TRANSCRIBED);
        assertThat(unscaled.price(new Action("dram.ddr4", 1)).picojoules()).isEqualTo(20);
        assertThat(unscaled.areaUm2(new Action("add.int", 32))).hasValueCloseTo(278 * 0.059, within(1e-9));
        assertThat(unscaled.areaUm2(new Action("sram.read", 64, 8))).hasValue(26000);
        assertThat(unscaled.leakageUw(new Action("add.int", 32))).isEmpty();
        var asLogic = table(45, scaling(45, 7, 0.9, 0.7, Sram.AS_LOGIC));
        assertThat(asLogic.price(new Action("sram.read", 64, 8)).picojoules()).isCloseTo(10 * logic, within(1e-9));
        assertThat(asLogic.areaUm2(new Action("sram.read", 64, 8))).hasValueCloseTo(26000 * 0.059, within(1e-9));
        assertThat(asLogic.price(new Action("dram.ddr4", 1)).picojoules()).isEqualTo(20);
    }

    private static EnergyTable table(double nodeNm, TechnologyScaling scaling) {
        var rows = List.of(
                new Row("add.int", 32, 0, 0.1, Scaling.LINEAR, Confidence.TRANSCRIBED, "made up", 278, 2.3),
                new Row("sram.read", 64, 8, 10, Scaling.LINEAR, Confidence.TRANSCRIBED, "made up", 26000, 2),
                new Row("dram.ddr4", 1, 0, 20, Scaling.LINEAR, Confidence.TRANSCRIBED, "made up"));
        return new EnergyTable("made-up", nodeNm, "made up", rows, Optional.of(scaling));
    }

    @Test
    void theLimitsAreHeld() {
        assertThatThrownBy(() -> scaling(45, 5, 0.9, 0.7, Sram.UNSCALED))
                .hasMessage(
                        "toNm must be a node that the method tabulates, 130, 90, 65, 45, 32, 20, 16, 14, 10, 7, got 5");
        assertThatThrownBy(() -> scaling(40, 7, 0.9, 0.7, Sram.UNSCALED))
                .hasMessageStartingWith("fromNm must be a node");
        assertThatThrownBy(() -> scaling(45, 7, 1.4, 0.7, Sram.UNSCALED))
                .hasMessageStartingWith("fromV must be between 0.16 V")
                .hasMessageEndingWith("1.3 V, got 1.4");
        // 65 nm: the parabola's lowest point is at 4.398 / (2 * 3.755) = 0.586 V
        assertThatThrownBy(() -> scaling(65, 7, 0.58, 0.7, Sram.UNSCALED))
                .hasMessageStartingWith("fromV must be between 0.59 V, below which the fit for 65 nm means nothing");
        assertThat(scaling(65, 7, 0.59, 0.7, Sram.UNSCALED).energyFactor()).isBetween(0.0, 1.0);
        // 40 nm is nearer to 45 than to 32
        assertThat(table(40, TO_7NM).price(new Action("add.int", 32)).picojoules())
                .isPositive();
        assertThatThrownBy(() -> table(40, scaling(32, 7, 0.9, 0.7, Sram.UNSCALED)))
                .hasMessage(
                        "scaling.fromNm must be 45, of the method's nodes the nearest to the table's 40.0 nm, got 32");
    }

    private static Path published() {
        return Path.of(
                System.getProperty("bitwright.shared", "shared"), "tables", "systolic", "stillmaker_baas_scaling.csv");
    }

    static boolean publishedIsThere() {
        return Files.exists(published());
    }

    @Test
    @EnabledIf(value = "publishedIsThere", disabledReason = "the published tables are not beside this checkout")
    void theCoefficientsAreThePublishedOnes() throws IOException {
        var lines = Files.readAllLines(published()).stream()
                .filter(line -> Character.isDigit(line.charAt(0)))
                .map(line -> line.split(","))
                .toList();
        assertThat(lines).hasSize(10);
        for (String[] line : lines) {
            int node = Integer.parseInt(line[0]);
            for (double volts : new double[] {0.6, 0.8, 1.0, 1.2}) {
                double energy = Double.parseDouble(line[1]) * volts * volts
                        + Double.parseDouble(line[2]) * volts
                        + Double.parseDouble(line[3]);
                assertThat(StillmakerBaas.energy(node, volts)).isCloseTo(energy, within(1e-12));
            }
            for (int to = 0; to < lines.size(); to++) {
                int target = Integer.parseInt(lines.get(to)[0]);
                assertThat(StillmakerBaas.areaFactor(node, target)).isEqualTo(Double.parseDouble(line[4 + to]));
            }
        }
    }
}
