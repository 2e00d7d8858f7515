package bitwright.arith.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arith.Floats;
import bitwright.arith.IntegerFormat;
import bitwright.arith.catalog.FormatSummary.Special;
import bitwright.arith.posit.Posit;
import org.junit.jupiter.api.Test;

class FormatSummaryTest {
    @Test
    void fp4ByHand() {
        FormatSummary summary = FormatSummary.of(Floats.E2M1FN); // ±{0, 0.5, 1, 1.5, 2, 3, 4, 6}
        assertThat(summary.finiteValues()).isEqualTo(15);
        assertThat(summary.largest()).isEqualTo(6);
        assertThat(summary.smallest()).isEqualTo(-6);
        assertThat(summary.smallestPositive()).isEqualTo(0.5);
        assertThat(summary.significantBits()).isEqualTo(2);
        assertThat(summary.specials()).containsExactly(new Special(8, "−0"));
        assertThat(summary.valuesByExponent().toString()).isEqualTo("{-1=1, 0=2, 1=2, 2=2}");
    }

    @Test
    void specialCodesAreNamed() {
        assertThat(FormatSummary.of(Floats.E4M3FN).specials())
                .containsExactly(new Special(0x7F, "NaN"), new Special(0x80, "−0"), new Special(0xFF, "NaN"));
        assertThat(FormatSummary.of(Floats.E5M2).specials()).contains(new Special(0xFC, "−∞"));
        assertThat(FormatSummary.of(new Posit(8, 2)).specials()).containsExactly(new Special(0x80, "NaN"));
        assertThat(FormatSummary.of(IntegerFormat.signed(1)).smallestPositive()).isZero(); // −1 and 0
    }

    @Test
    void wideFormatsAreNotListed() {
        assertThatThrownBy(() -> FormatSummary.of(Floats.TF32))
                .hasMessage("tf32: only formats of up to 16 bits are listed, got 19");
    }
}
