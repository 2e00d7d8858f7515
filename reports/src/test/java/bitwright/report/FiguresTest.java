package bitwright.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0J",
        "1, 1.000J",
        "-1, -1.000J",
        "999.94, 999.9J",
        "999.96, 1.000kJ",
        "12345, 12.35kJ",
        "0.00001234567, 12.35µJ",
        "5e-324, 0.000fJ",
        "1e30, 1000000000000EJ",
        "NaN, –",
        "Infinity, –",
        "8e-6, 8.000µJ",
        "1e-12, 1.000pJ"
    })
    void scaledNumbersHaveFourDigitsAndAPrefix(double value, String text) {
        assertThat(Figures.scaled(value, "J")).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "999, 999", "1000, 1.000k", "123456, 123.5k", "999999, 1.000M", "9223372036854775807, 9.223E"})
    void countsBelowAThousandAreExact(long value, String text) {
        assertThat(Figures.scaled(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.1, 0.1",
        "0.333333333333333333, 0.333333333333",
        "1e-9, 0.000000001",
        "1e15, 1000000000000000",
        "NaN, ''"
    })
    void plainNumbersHaveNoExponent(double value, String text) {
        assertThat(Figures.plain(value)).isEqualTo(text);
    }

    @Test
    void nothingDependsOnTheLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(Figures.count(1234567)).isEqualTo("1,234,567");
            assertThat(Figures.count(999)).isEqualTo("999");
            assertThat(Figures.count(-1000)).isEqualTo("-1,000");
            assertThat(Figures.count(-999)).isEqualTo("-999");
            assertThat(Figures.factor(2.345)).isEqualTo("2.35×"); // 2.345 is stored as 2.34500000000000019984
            assertThat(Figures.percent(0.875)).isEqualTo("87.5%");
            assertThat(Figures.scaled(1234.5, "")).isEqualTo("1.235k"); // 1234.5 is exact: half goes up
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void peaksAreExactToTheHundredth() {
        assertThat(Figures.peak(16384)).isEqualTo("16384");
        assertThat(Figures.peak(16384 / 3.0)).isEqualTo("5461.33");
        assertThat(Figures.peak(0.5)).isEqualTo("0.5");
    }

    @Test
    void marksOfAxesAreShort() {
        assertThat(Figures.tick(50_000_000)).isEqualTo("50M");
        assertThat(Figures.tick(100e6)).isEqualTo("100M");
        assertThat(Figures.tick(12_500)).isEqualTo("12.5k");
        assertThat(Figures.tick(9_000)).isEqualTo("9000");
        assertThat(Figures.tick(0.25)).isEqualTo("0.25");
        assertThat(Figures.tick(0)).isEqualTo("0");
    }
}
