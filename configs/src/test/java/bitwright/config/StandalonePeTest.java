package bitwright.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.LoomPe;
import bitwright.accel.pe.PrecisionRule;
import bitwright.accel.pe.StripesPe;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandalonePeTest {
    private static LanePe pe(String name, int lanes, String... settings) {
        return ConfigReader.builtIn()
                .pe(name, lanes, Arrays.stream(settings).map(Setting::parse).toList(), List.of());
    }

    @Test
    void lanesAreAsManyAsAskedForAndDefaultsHold() {
        assertThat(pe("stripes", 5)).isEqualTo(new StripesPe(5, 16, PrecisionRule.PROFILED, 32));
        assertThat(pe("stripes", 5, "lanes=7", "activationPrecision.detect=dynamic"))
                .isEqualTo(new StripesPe(7, 16, PrecisionRule.dynamic(1), 32));
    }

    @Test
    void keysWithoutADefaultAreThoseOfTheLibrarysFirstDesign() {
        // loom-1b comes before loom-2b and loom-4b.
        assertThat(pe("loom", 5))
                .isEqualTo(new LoomPe(5, 1, PrecisionRule.dynamic(16), PrecisionRule.PROFILED, 16, 32));
        assertThat(pe("loom", 5, "bitsPerCycle=4"))
                .isEqualTo(new LoomPe(5, 4, PrecisionRule.dynamic(16), PrecisionRule.PROFILED, 16, 32));
    }

    @Test
    void mistakesAreToldWithTheirPlace() {
        assertThatThrownBy(() -> pe("striper", 5))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("pe striper: name: must be a known name or a class, got 'striper'")
                .hasMessageEndingWith("did you mean stripes?");
        assertThatThrownBy(() -> pe("stripes", 65)).hasMessage("pe stripes: lanes: must be between 1 and 64, got 65");
        assertThatThrownBy(() -> pe("stripes", 5, "lanes=many"))
                .hasMessage("--set lanes=many: lanes: must be an integer, got 'many'");
        assertThatThrownBy(() -> pe("java.lang.String", 5)).hasMessageContaining("must be a record that implements");
    }
}
