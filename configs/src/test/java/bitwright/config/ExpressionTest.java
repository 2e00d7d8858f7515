package bitwright.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {
    private static final Map<String, String> CONFIGURATION =
            Map.of("array.rows", "128", "array.columns", "16", "pe.name", "loom", "clockMHz", "1e3", "on", "true");

    private static final Function<String, Tree> LOOKUP = path -> CONFIGURATION.containsKey(path)
            ? YamlReader.value(CONFIGURATION.get(path), new Source("test", null), path)
            : null;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "array.rows * array.columns <= 2048; true",
                "array.rows * array.columns < 2048; false",
                "1 + 2 * 3 == 7; true", // not (1 + 2) * 3
                "(1 + 2) * 3 == 9; true",
                "10 - 4 - 3 == 3; true", // from the left
                "7 % 4 == 3 && 9 / 2 == 4.5; true",
                "-2 + 3 == 1; true",
                "1 == 2 || 3 > 2; true",
                "1 == 2 && 1 == 2 || true; true", // && binds first
                "!(1 == 2) && !false; true",
                "pe.name == 'loom' && pe.name != \"stripes\"; true",
                "clockMHz >= 1000; true",
                "-0 * 1 == 0 && 0 == 0 * (0 - 1); true",
                "0 / 0 == 0 / 0; false",
                "0 / 0 != 0 / 0; true",
                "pe.name == 1; false",
                "on; true"
            })
    void expressionsMeanWhatTheyMeanInJava(String text, boolean holds) {
        assertThat(Expression.of(text).holds(LOOKUP)).isEqualTo(holds);
    }

    @Test
    void anExpressionHasAnEnd() {
        assertThat(Expression.of("(".repeat(499) + "true" + ")".repeat(499)).holds(LOOKUP))
                .isTrue();
        assertThat(Expression.of("1" + "+1".repeat(498) + " > 0").holds(LOOKUP)).isTrue();
        for (String endless :
                List.of("(".repeat(5000) + "true" + ")".repeat(5000), "1" + "+1".repeat(20_000) + " > 0")) {
            assertThatThrownBy(() -> Expression.of(endless))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("must be of at most 1000 words and signs, got ");
        }
    }

    @Test
    void theWrongPlaceIsNamed() {
        assertThatThrownBy(() -> Expression.of("a * <= 3"))
                .hasMessage("expected a value at character 5 of 'a * <= 3', got '<= 3'");
        assertThatThrownBy(() -> Expression.of("(a + 1"))
                .hasMessage("expected ) at character 7 of '(a + 1', got the end");
        assertThatThrownBy(() -> Expression.of("a b")).hasMessageContaining("at character 3");
        assertThatThrownBy(() -> Expression.of("a = 3"))
                .hasMessage("unexpected character at character 2 of 'a = 3', got ' = 3'");
        assertThatThrownBy(() -> Expression.of("")).hasMessageContaining("expected a value");
    }

    @Test
    void valuesMustFitWhatIsDoneWithThem() {
        assertThatThrownBy(() -> Expression.of("missing > 1").holds(LOOKUP))
                .hasMessage("missing has no value in 'missing > 1'");
        assertThatThrownBy(() -> Expression.of("pe.name > 1").holds(LOOKUP)).hasMessageContaining("need numbers");
        assertThatThrownBy(() -> Expression.of("array.rows").holds(LOOKUP)).hasMessageContaining("must be a condition");
        assertThatThrownBy(() -> Expression.of("1 && true").holds(LOOKUP)).hasMessageContaining("need conditions");
    }

    @Test
    void numbersComeFromNamesFirst() {
        Function<String, OptionalDouble> names =
                name -> name.equals("energyPj") ? OptionalDouble.of(2.5) : OptionalDouble.empty();
        assertThat(Expression.of("energyPj * array.rows / 2").value(names, LOOKUP))
                .isEqualTo(160);
        assertThat(Expression.of("energyPj / 0").value(names, LOOKUP)).isInfinite();
        assertThatThrownBy(() -> Expression.of("energyPj * missing").value(names, LOOKUP))
                .hasMessage("missing has no value in 'energyPj * missing'");
    }
}
