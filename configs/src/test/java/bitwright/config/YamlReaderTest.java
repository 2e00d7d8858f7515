package bitwright.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlReaderTest {
    @TempDir
    Path folder;

    private Tree.Mapping read(String text) {
        try {
            Path file = Files.writeString(folder.resolve("a.yaml"), text);
            return YamlReader.file(file, new Source("a.yaml", folder), null);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void refused(String text, String message) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(ConfigException.class).hasMessage(message);
    }

    @Test
    void everyKeyAndValueKnowsItsPlace() {
        var array = (Tree.Mapping) read("family: x\narray:\n  rows: [1, 22]\n").get("array");
        assertThat(array.place("rows")).hasToString("a.yaml:3:3");
        var items = (Tree.Sequence) array.get("rows");
        assertThat(items.items().get(1).at()).hasToString("a.yaml:3:13");
        assertThat(items.items().get(1).at().path()).isEqualTo("array.rows.1");
    }

    @ParameterizedTest
    @CsvSource({
        "no, STRING",
        "'\"5\"', STRING",
        "1_000, STRING",
        "5, INTEGER",
        "0x10, INTEGER",
        "0o17, INTEGER",
        "-3, INTEGER",
        "1e3, NUMBER",
        "1., NUMBER",
        ".5, NUMBER",
        ".inf, NUMBER",
        "true, BOOLEAN",
        "yes, STRING",
        "~, NULL",
        "'', NULL",
        "2026-01-01, STRING",
        "1:30, STRING"
    })
    void scalarsFollowTheCoreSchemaOfYaml12(String text, Tree.Scalar.Kind kind) {
        assertThat(((Tree.Scalar) read("a: " + text + "\n").get("a")).kind()).isEqualTo(kind);
    }

    @Test
    void mergeKeysAreResolvedAndOwnKeysWin() {
        var tree = read("""
                x-one: &one {rows: 1, columns: 2}
                x-two: &two {columns: 3, tiles: 4}
                array:
                  columns: 9
                  <<: [*one, *two]
                other: {<<: *two}
                """);
        assertThat(Canonical.text(tree))
                .isEqualTo("{\"array\":{\"columns\":9,\"rows\":1,\"tiles\":4},\"other\":{\"columns\":3,\"tiles\":4}}");
    }

    @Test
    void anAliasedValueHasThePathOfItsUse() {
        var array = (Tree.Mapping) read("x-common: &c {rows: 1.5}\narray: *c\n").get("array");
        assertThat(array.get("rows").at()).hasToString("a.yaml:1:21");
        assertThat(array.get("rows").at().path()).isEqualTo("array.rows");
    }

    @Test
    void aQuotedMergeSignIsAKey() {
        assertThat(read("\"<<\": 1\n").has("<<")).isTrue();
    }

    @Test
    void whatIsNotOneSoundMappingIsRefused() {
        refused("", "a.yaml:1:1: the file is empty");
        refused("# only a comment\n", "a.yaml:1:1: the file is empty");
        refused("- 1\n", "a.yaml:1:1: must be a mapping, got a list");
        refused("16\n", "a.yaml:1:1: must be a mapping, got 16");
        refused("a: 1\nb: 2\na: 3\n", "a.yaml:3:1: a: stands twice");
        refused("a: {b: 1, b: 2}\n", "a.yaml:1:11: a.b: stands twice");
        refused(
                "a: !!java.lang.ProcessBuilder [x]\n",
                "a.yaml:1:4: a: tags are not allowed, got tag:yaml.org,2002:java.lang.ProcessBuilder");
        refused("a: !mine 1\n", "a.yaml:1:4: a: tags are not allowed, got !mine");
        refused("a: &a\n  b: *a\n", "a.yaml:1:4: a.b: contains itself through an alias");
        refused("[a, b]: 1\n", "a.yaml:1:1: a key must be a plain word");
        refused("a: {<<: 1}\n", "a.yaml:1:9: a: << takes a mapping or a list of them");
    }

    @Test
    void severalDocumentsAndBrokenYamlAreRefusedWithTheirPlace() {
        assertThatThrownBy(() -> read("a: 1\n---\nb: 2\n")).hasMessageStartingWith("a.yaml:2:1: is not YAML: ");
        assertThatThrownBy(() -> read("a: [1, 2\nb: 3\n")).hasMessageStartingWith("a.yaml:2:");
        assertThatThrownBy(() -> read("a: *nothing\n")).hasMessageStartingWith("a.yaml:1:4: is not YAML: ");
        assertThatThrownBy(() -> read("a:\n\t- 1\n")).hasMessageStartingWith("a.yaml:2:1: is not YAML: ");
    }

    @Test
    void aliasesCannotBlowUp() {
        // Nine levels of nine aliases each: 9^9 values from a few lines.
        var text = new StringBuilder("l0: &l0 [1,1,1,1,1,1,1,1,1]\n");
        for (int level = 1; level < 9; level++) {
            String alias = "*l" + (level - 1);
            text.append("l")
                    .append(level)
                    .append(": &l")
                    .append(level)
                    .append(" [")
                    .append(String.join(",", java.util.Collections.nCopies(9, alias)))
                    .append("]\n");
        }
        assertThatThrownBy(() -> read(text.toString())).hasMessageContaining("aliases blow the file up");
    }

    @Test
    void nestingCannotOverflow() {
        refused("a: " + "[".repeat(100_000) + "]".repeat(100_000), "a.yaml:1:1: is nested too deeply");
    }

    @Test
    void filesThatCannotBeReadAreNamed() throws IOException {
        Path missing = folder.resolve("missing.yaml");
        assertThatThrownBy(() -> YamlReader.file(missing, new Source("missing.yaml", folder), null))
                .isInstanceOf(ConfigException.class)
                .hasMessage("missing.yaml: no such file: " + missing);
        assertThatThrownBy(() -> YamlReader.file(folder, new Source("folder", folder), null))
                .hasMessage("folder: is a directory: " + folder);
        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {'a', ':', ' ', (byte) 0xff, (byte) 0xfe});
        assertThatThrownBy(() -> YamlReader.file(binary, new Source("binary.yaml", folder), null))
                .hasMessage("binary.yaml: is not UTF-8 text: " + binary);
    }
}
