package bitwright.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CanonicalTest {
    private static Tree tree(String text) {
        return YamlReader.value(text, new Source("test", Path.of("")), "");
    }

    @Test
    void waysOfWritingDoNotMatter() {
        String text = "{\"a\":[1E+3,true,null,\"no\"],\"b\":{\"c\":0.5}}";
        assertThat(Canonical.text(tree("{b: {c: 0.50}, a: [1000, true, ~, no]}")))
                .isEqualTo(text);
        assertThat(Canonical.text(tree("# why\na: [1e3, True, Null, 'no']\nb:\n  c: .5\n")))
                .isEqualTo(text);
        assertThat(Canonical.text(tree("{a: [0x3e8, true, null, \"no\"], b: {c: 5e-1}}")))
                .isEqualTo(text);
    }

    @Test
    void valuesAndTypesMatter() {
        assertThat(Canonical.text(tree("a: 1"))).isNotEqualTo(Canonical.text(tree("a: '1'")));
        assertThat(Canonical.text(tree("a: [1, 2]"))).isNotEqualTo(Canonical.text(tree("a: [2, 1]")));
        assertThat(Canonical.text(tree("a: -0.0"))).isEqualTo("{\"a\":0}");
        assertThat(Canonical.text(tree("a: 1e999999999"))).isEqualTo("{\"a\":1E+999999999}");
    }

    @Test
    void theHashIsSha256OfTheText() {
        // printf '%s' '{"a":1}' | sha256sum
        assertThat(Canonical.sha256(tree("a: 1")))
                .isEqualTo("015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862");
    }
}
