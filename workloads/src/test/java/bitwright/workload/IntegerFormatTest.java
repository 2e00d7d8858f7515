package bitwright.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntegerFormatTest {
    @ParameterizedTest(name = "{0} with zero point {1} spans [{2}..{3}]: {4} bits, signed {5}")
    @CsvSource({
        "int8, -128, 0, 255, 8, false",
        "int8, -1, -127, 128, 9, true",
        "int8, 83, -211, 44, 9, true",
        "int8, 0, -128, 127, 8, true",
        "int8, 127, -255, 0, 9, true",
        "uint8, 0, 0, 255, 8, false",
        "uint8, 128, -128, 127, 8, true",
        "int16, 0, -32768, 32767, 16, true",
        "uint4, 0, 0, 15, 4, false",
        "int1, 0, -1, 0, 1, true",
        "uint1, 0, 0, 1, 1, false"
    })
    void hardwareNeedsTheBitsOfCodeMinusZeroPoint(
            String name, int zeroPoint, int low, int high, int bits, boolean signed) {
        IntegerFormat format = IntegerFormat.of(name);
        assertThat(format.least() - zeroPoint).isEqualTo(low);
        assertThat(format.largest() - zeroPoint).isEqualTo(high);
        assertThat(format.encoding(zeroPoint)).isEqualTo(new Encoding(name, zeroPoint, bits, signed));
        assertThat(format.encoding(zeroPoint).holds(low)).isTrue();
        assertThat(format.encoding(zeroPoint).holds(high)).isTrue();
        assertThat(format.label()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"int", "int0", "int33", "uint32", "float32", "int08", "Int8", "intt8", ""})
    void otherNamesAreRefused(String name) {
        assertThatThrownBy(() -> IntegerFormat.of(name)).isInstanceOf(IllegalArgumentException.class);
    }
}
