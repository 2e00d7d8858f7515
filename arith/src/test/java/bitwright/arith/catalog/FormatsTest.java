package bitwright.arith.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arith.FloatFormat;
import bitwright.arith.Floats;
import bitwright.arith.IntegerFormat;
import bitwright.arith.NumberFormat;
import bitwright.arith.posit.Posit;
import org.junit.jupiter.api.Test;

class FormatsTest {
    @Test
    void everyKnownFormatIsFoundByItsName() {
        for (NumberFormat format : Formats.all()) {
            assertThat(Formats.named(format.name())).isEqualTo(format);
        }
        assertThat(Formats.all()).contains(Floats.E8M0FNU, IntegerFormat.TERNARY, new Posit(32, 2));
    }

    @Test
    void theGrammarGivesTheWellKnownFormatsToo() {
        for (FloatFormat format : Floats.ALL) {
            String name = format.name();
            if (name.matches("float\\d+_.*") && !format.equals(Floats.E1M2FN)) {
                // A bias written out makes a name of the grammar that is in no list.
                String grammar = name.replaceFirst("(m\\d+)(b\\d+)?", "$1b" + format.bias());
                FloatFormat parsed = (FloatFormat) Formats.named(grammar);
                assertThat(parsed.specials()).as(name).isEqualTo(format.specials());
                for (int code = 0; code <= format.mask(); code++) {
                    assertThat(parsed.decode(code)).as(name).isEqualTo(Double.valueOf(format.decode(code)));
                }
            }
        }
    }

    @Test
    void otherFormatsByParameters() {
        assertThat(Formats.named("float5_e2m2fn").decode(0x0F)).isEqualTo(7); // bias 1: 1.75 · 2^2
        assertThat(Formats.named("ue4m4").maxFinite()).isEqualTo(480); // 2^8 · 1.875 below the NaN
        assertThat(Formats.named("int5_f2").decode(0x11)).isEqualTo(-3.75);
        assertThat(Formats.named("posit6_es1").maxFinite()).isEqualTo(256);
        assertThat(Formats.named("float8_e5m2p3109").decode(0x80)).isNaN();
    }

    @Test
    void unknownNamesSayWhatIsKnown() {
        assertThatThrownBy(() -> Formats.named("fp9"))
                .hasMessageStartingWith("number format: unknown name 'fp9'; known are float4_e2m1fn,");
        assertThatThrownBy(() -> Formats.named("float8_e4m4"))
                .hasMessage("number format float8_e4m4: sign, exponent and fraction make 9 bits, the name says 8");
    }
}
