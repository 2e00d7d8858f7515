package bitwright.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Range;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordReaderTest {
    enum Scope {
        ALL,
        EACH_COLUMN
    }

    record Array(
            @Range(min = 1, max = 4096) int rows,
            @Range(min = 1, max = 4096) int columns,
            @Default("1") @Range(min = 1, max = 64) int tiles) {
        Array {
            Check.that((long) rows * columns <= 1 << 20, "rows", "times columns must be at most 1048576, got " + rows);
        }
    }

    interface Pe {}

    record Loom(int lanes, @Default("1") int bitsPerCycle) implements Pe {
        Loom {
            Check.between("lanes", lanes, 1, 1024);
        }
    }

    record Same(String name, int width) implements Pe {}

    record Design(
            Array array,
            Pe pe,
            @Default("all") Scope scope,
            @Range(min = 0.5, max = 1e6) double clockMHz) {}

    record Everything(
            long big,
            boolean flag,
            String text,
            Scope scope,
            List<Integer> list,
            Map<String, Double> map,
            Optional<String> maybe,
            OptionalInt count,
            OptionalLong seed,
            List<Array> arrays,
            @Default("[each-column]") List<Scope> scopes,
            @Range(min = 0, max = Double.MAX_VALUE) double open) {}

    sealed interface Precision {
        static Precision of(String word) {
            if (!word.equals("profiled")) {
                throw new IllegalArgumentException("must be profiled or a mapping, got '" + word + "'");
            }
            return new Detect(word, 1);
        }
    }

    record Detect(String detect, int group) implements Precision {}

    record Fixed(int bits) implements Precision {}

    record Layer(Precision weights) {}

    record Place(Path trace) {}

    private static final Registry REGISTRY =
            new Registry().with(Pe.class, "name", Map.of("loom", Loom.class, "same", Same.class));

    @TempDir
    Path folder;

    private <T> T read(Class<T> type, String text) {
        return RecordReader.read(new Yaml(folder).tree("loom.yaml", text), type, REGISTRY);
    }

    private AbstractThrowableAssert<?, ?> refused(Class<?> type, String text) {
        return assertThatThrownBy(() -> read(type, text)).isInstanceOf(ConfigException.class);
    }

    @Test
    void componentsAreKeysAndDefaultsFillIn() {
        var design = read(Design.class, """
                array: { rows: 128, columns: 0x10 }
                pe: { name: loom, lanes: 16 }
                clockMHz: 1e3
                """);
        assertThat(design).isEqualTo(new Design(new Array(128, 16, 1), new Loom(16, 1), Scope.ALL, 1000));
    }

    @Test
    void everyTypeThatARecordMayHold() {
        var all = read(Everything.class, """
                big: 9007199254740993
                flag: true
                text: no
                scope: each-column
                list: [1, 2]
                map: {b: 1, a: 2.5}
                maybe: ~
                seed: 7
                arrays: [{rows: 1, columns: 2, tiles: 3}]
                open: 3
                """);
        // 2^53 + 1 has no double: it must not have been one on the way.
        assertThat(all)
                .isEqualTo(new Everything(
                        9007199254740993L,
                        true,
                        "no",
                        Scope.EACH_COLUMN,
                        List.of(1, 2),
                        Map.of("b", 1.0, "a", 2.5),
                        Optional.empty(),
                        OptionalInt.empty(),
                        OptionalLong.of(7),
                        List.of(new Array(1, 2, 3)),
                        List.of(Scope.EACH_COLUMN),
                        3.0));
        assertThat(all.map().keySet()).containsExactly("b", "a");
    }

    @Test
    void allProblemsOfOnePassAreReportedInTheFilesOrder() {
        refused(Design.class, """
                        array:
                          rows: 'sixteen'
                          colums: 16
                          tiles: 1.5
                        pe: {name: loom, lanes: 16, bits: 3}
                        scope: al
                        """).hasMessage("""
                        loom.yaml:1:1: clockMHz: is missing
                        loom.yaml:2:9: array.rows: must be an integer, got 'sixteen'
                        loom.yaml:3:3: array.colums: unknown key; known keys are rows, columns, tiles; did you mean columns?
                        loom.yaml:4:10: array.tiles: must be an integer, got 1.5
                        loom.yaml:5:29: pe.bits: unknown key; known keys are name, lanes, bitsPerCycle; did you mean bitsPerCycle?
                        loom.yaml:6:8: scope: must be one of all, each-column, got 'al'; did you mean all?""");
    }

    @Test
    void rangesHoldOnBothEnds() {
        String rest = "pe: {name: loom, lanes: 16}\n";
        refused(Design.class, "array: {rows: 0, columns: 4097}\nclockMHz: 0.4\n" + rest)
                .hasMessage("""
                        loom.yaml:1:15: array.rows: must be between 1 and 4096, got 0
                        loom.yaml:1:27: array.columns: must be between 1 and 4096, got 4097
                        loom.yaml:2:11: clockMHz: must be between 0.5 and 1000000, got 0.4""");
        assertThat(read(Design.class, "array: {rows: 1, columns: 4096}\nclockMHz: 0.5\n" + rest)
                        .array())
                .isEqualTo(new Array(1, 4096, 1));
    }

    @Test
    void numbersThatFitNoTypeAreRefused() {
        refused(Array.class, "{rows: 99999999999, columns: 1e1}\n").hasMessage("""
                        loom.yaml:1:8: rows: must be between 1 and 4096, got 99999999999
                        loom.yaml:1:30: columns: must be an integer, got 1e1""");
        refused(Detect.class, "{detect: x, group: 2147483648}\n")
                .hasMessage("loom.yaml:1:20: group: must be between -2147483648 and 2147483647, got 2147483648");
        refused(Design.class, "{array: {rows: 1, columns: 1}, pe: {name: loom, lanes: 1}, clockMHz: .inf}\n")
                .hasMessage("loom.yaml:1:70: clockMHz: must be a finite number, got .inf");
    }

    @Test
    void whatHasTheWrongShapeIsRefused() {
        refused(Design.class, "{array: 3, pe: [1], scope: {a: 1}, clockMHz: [2]}\n")
                .hasMessage("""
                        loom.yaml:1:9: array: must be a mapping, got 3
                        loom.yaml:1:16: pe: must be a mapping with the key name, got a list
                        loom.yaml:1:28: scope: must be one of all, each-column, got a mapping
                        loom.yaml:1:46: clockMHz: must be a number, got a list""");
        refused(Detect.class, "{detect: 16, group:}\n").hasMessage("""
                        loom.yaml:1:10: detect: must be a string, got 16; quote it to make it one
                        loom.yaml:1:20: group: must be an integer, got nothing""");
    }

    @Test
    void theConstructorsRefusalIsReportedAtItsKey() {
        String rest = "array: {rows: 1, columns: 1}\nclockMHz: 1\n";
        refused(Design.class, rest + "pe: {name: loom, lanes: 0}\n")
                .hasMessage("loom.yaml:3:25: pe.lanes: must be between 1 and 1024, got 0");
        refused(Array.class, "columns: 1024\nrows: 2048\n")
                .hasMessage("loom.yaml:2:7: rows: times columns must be at most 1048576, got 2048");
    }

    @Test
    void aNameSelectsTheVariant() {
        String rest = "array: {rows: 1, columns: 1}\nclockMHz: 1\n";
        assertThat(read(Design.class, rest + "pe: {name: same, width: 2}\n").pe())
                .isEqualTo(new Same("same", 2));
        refused(Design.class, rest + "pe: {name: lom, lanes: 1}\n")
                .hasMessage("loom.yaml:3:12: pe.name: must be a known name or a class, got 'lom'; known ones are loom, "
                        + "same; did you mean loom?");
        refused(Design.class, rest + "pe: {lanes: 1}\n")
                .hasMessage("loom.yaml:3:5: pe.name: is missing; known ones are loom, same");
        // A word alone is the variant without parameters; loom has one that must be given.
        refused(Design.class, rest + "pe: loom\n").hasMessage("loom.yaml:3:5: pe.lanes: is missing");
    }

    @Test
    void aClassNameSelectsAUsersRecord() {
        String rest = "array: {rows: 1, columns: 1}\nclockMHz: 1\n";
        String loom = Loom.class.getName();
        assertThat(read(Design.class, rest + "pe: {name: " + loom + ", lanes: 4}\n")
                        .pe())
                .isEqualTo(new Loom(4, 1));
        refused(Design.class, rest + "pe: {name: java.lang.String}\n")
                .hasMessage("loom.yaml:3:12: pe.name: class java.lang.String must be a record that implements "
                        + Pe.class.getName());
        refused(Design.class, rest + "pe: {name: lab.Missing}\n")
                .hasMessageStartingWith("loom.yaml:3:12: pe.name: class lab.Missing is not on the class path");
    }

    @Test
    void theFirstKeyTellsSealedVariantsApartAndAWordMayStandForOne() {
        assertThat(read(Layer.class, "weights: {bits: 4}\n").weights()).isEqualTo(new Fixed(4));
        assertThat(read(Layer.class, "weights: {group: 3, detect: dynamic}\n").weights())
                .isEqualTo(new Detect("dynamic", 3));
        assertThat(read(Layer.class, "weights: profiled\n").weights()).isEqualTo(new Detect("profiled", 1));
        refused(Layer.class, "weights: guessed\n")
                .hasMessage("loom.yaml:1:10: weights: must be profiled or a mapping, got 'guessed'");
        refused(Layer.class, "weights: {}\n")
                .hasMessage(
                        "loom.yaml:1:10: weights: must be a mapping with one of the keys detect, bits, got a mapping");
    }

    @Test
    void pathsStartFromTheFilesFolderAndMustBeThere() {
        new Yaml(folder).file("bundles/a/trace.yaml", "");
        assertThat(read(Place.class, "trace: bundles/a\n").trace()).isEqualTo(folder.resolve("bundles/a"));
        refused(Place.class, "trace: bundles/b\n")
                .hasMessage("loom.yaml:1:8: trace: no such file or directory: " + folder.resolve("bundles/b"));
    }

    @Test
    void oneTypoIsOneProblem() {
        refused(Array.class, "{rows: 1, colums: 2}\n")
                .satisfies(thrown ->
                        assertThat(((ConfigException) thrown).problems()).hasSize(1));
        // A key far from every absent one takes nothing off the list of what is missing.
        refused(Array.class, "{rows: 1, frequency: 2}\n")
                .satisfies(thrown ->
                        assertThat(((ConfigException) thrown).problems()).hasSize(2));
    }
}
