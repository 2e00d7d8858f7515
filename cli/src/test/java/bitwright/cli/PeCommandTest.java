package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PeCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int pe(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true))
                .execute(
                        Stream.concat(Stream.of("pe"), Arrays.stream(arguments)).toArray(String[]::new));
    }

    private JsonNode json() {
        return JsonMapper.builder().build().readTree(out.toString());
    }

    /**
     * 9 is 1001 and 2 is 0010, so the tree holds −7, 3, 0, −7 for bits 0 to 3 and the serial accumulator −7,
     * −7 + 3·2 = −1, −1, −1 − 7·8 = −57, one edge later each; the output follows one edge after the last.
     */
    @Test
    void stripesShowsItsRegistersCycleByCycle() {
        assertThat(pe("stripes", "--weights", "3,-7", "--activations", "2,9")).isZero();
        String text = out.toString().replace(System.lineSeparator(), "\n");
        assertThat(text)
                .contains("operands  2 of 2 lanes; activations 4 bits unsigned, weights 4 bits signed\n")
                .contains("control   activations 4 from bit 0, weights 1\n")
                .contains("sum       -57; by plain multiplication -57\n")
                .contains("cycles    4 until the next operands, 6 until the sum is out\n");
        assertThat(text).endsWith("""

                cycle          1  2  3  4   5   6
                ready          ·  ·  ·  1   1   1
                valid          ·  ·  ·  ·   ·   1
                output         ·  ·  ·  ·   · -57
                bit            1  2  3  ·   ·   ·
                tree_valid     1  1  1  1   ·   ·
                tree_negative  ·  ·  ·  ·   ·   ·
                tree          -7  3  0 -7   ·   ·
                serial_done    ·  ·  ·  ·   1   ·
                serial         0 -7 -1 -1 -57   0
                """);
        assertThat(err.toString()).isEmpty();
    }

    /** 2 lanes: AND and tree adder a lane and cycle (4 cycles), weight register a lane; the rest by the PE. */
    @Test
    void actionsAreThoseOfTheGroup() {
        assertThat(pe("stripes", "--weights", "3,-7", "--activations", "2,9", "--json"))
                .isZero();
        JsonNode actions = json().get("actions");
        // Tree: one adder of 4 bits, half of it for each lane; its register has 2 bits more, serial 4 more for the
        // activation.
        assertThat(actions.get("and:4").asInt()).isEqualTo(8);
        assertThat(actions.get("add.int:2").asInt()).isEqualTo(8);
        assertThat(actions.get("register.write:4").asInt()).isEqualTo(2);
        assertThat(actions.get("register.write:6").asInt()).isEqualTo(4);
        assertThat(actions.get("add.int:10").asInt()).isEqualTo(4);
        assertThat(actions.get("register.write:10").asInt()).isEqualTo(4);
        assertThat(actions.get("add.int:32").asInt()).isEqualTo(1);
        assertThat(actions.get("register.write:32").asInt()).isEqualTo(1);
        assertThat(actions.size()).isEqualTo(8);
    }

    @Test
    void theDumpHoldsWhatTheRegistersHeld() throws IOException {
        Path vcd = folder.resolve("out.vcd");
        String[] arguments = {
            "stripes", "--weights", "3,-7", "--activations", "2,9", "--vcd", vcd.toString(), "--clock-mhz", "500"
        };
        assertThat(pe(arguments)).isZero();
        String dump = Files.readString(vcd);
        assertThat(out.toString()).contains("wrote " + vcd);
        assertThat(dump).contains("$timescale 1 ns $end").contains("$scope module stripes $end");
        // Six bits: −7 is 111001. At 500 MHz edges lie 2 ns apart. Before and after the tree holds nothing.
        assertThat(changes(dump, "tree", 6)).containsExactly("0 x", "2 111001", "4 11", "6 0", "8 111001", "10 x");
        assertThat(changes(dump, "serial", 10))
                .containsExactly("0 x", "2 0", "4 1111111001", "6 1111111111", "10 1111000111", "12 0");
        assertThat(changes(dump, "activation_1", 4)).containsExactly("0 x", "2 1001", "8 x");
        assertThat(pe(arguments)).isZero();
        assertThat(Files.readString(vcd)).isEqualTo(dump);
    }

    /** {@code time value} of every change of a vector. */
    private static List<String> changes(String dump, String name, int width) {
        var declared = Pattern.compile("\\$var reg " + width + " (\\S+) " + name + " \\[")
                .matcher(dump);
        assertThat(declared.find()).as("%s of %d bits", name, width).isTrue();
        var changes = new ArrayList<String>();
        String time = "";
        for (String line : dump.lines().toList()) {
            if (line.startsWith("#")) {
                time = line.substring(1);
            } else if (line.startsWith("b") && line.endsWith(" " + declared.group(1))) {
                changes.add(time + " " + line.substring(1, line.indexOf(' ')));
            }
        }
        return changes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"bit-parallel", "stripes", "loom", "pragmatic", "laconic"})
    void everyBuiltInGivesTheDotProduct(String name) throws IOException {
        var random = new SplittableRandom(3);
        for (int trial = 0; trial < 5; trial++) {
            int lanes = 1 + random.nextInt(16);
            long sum = 0;
            var weights = new ArrayList<Integer>();
            var activations = new ArrayList<Integer>();
            for (int lane = 0; lane < lanes; lane++) {
                weights.add(random.nextInt(-128, 128));
                activations.add(random.nextInt(trial == 0 ? 0 : -300, 300));
                sum += (long) weights.get(lane) * activations.get(lane);
            }
            out.getBuffer().setLength(0);
            assertThat(pe(name, "--weights", joined(weights), "--activations", joined(activations), "--json"))
                    .as("seed 3 trial %d: %s · %s: %s", trial, weights, activations, err)
                    .isZero();
            assertThat(json().get("sum").asLong()).isEqualTo(sum);
            assertThat(json().get("differences").isEmpty()).isTrue();
        }
    }

    private static String joined(List<Integer> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    @ParameterizedTest
    @CsvSource({
        "'3,0', '7,1', 3, false, 2, false", // 7 is 111, 3 is 11
        "'-4,0', '-1,0', 1, true, 3, true", // −1 is 1, −4 is 100
        "'0', '-129', 9, true, 1, false" // eight bits reach to −128
    })
    void precisionsAreTheFewestBits(
            String weights, String activations, int aBits, boolean aSigned, int wBits, boolean wSigned) {
        assertThat(pe("loom", "--weights", weights, "--activations", activations, "--json"))
                .isZero();
        assertThat(json().get("activationBits").asInt()).isEqualTo(aBits);
        assertThat(json().get("activationsSigned").asBoolean()).isEqualTo(aSigned);
        assertThat(json().get("weightBits").asInt()).isEqualTo(wBits);
        assertThat(json().get("weightsSigned").asBoolean()).isEqualTo(wSigned);
    }

    @Test
    void lanesThatGoByTheirOwnOperandsHaveNoControl() {
        assertThat(pe("laconic", "--weights", "3", "--activations", "5")).isZero();
        assertThat(out.toString()).contains("control   none, lanes go by their own operands");
    }

    @Test
    void precisionsAndKeysMayBeGiven() {
        assertThat(pe(
                        "loom",
                        "--weights",
                        "1",
                        "--activations",
                        "1",
                        "--activation-bits=8",
                        "--weight-bits=5",
                        "--signed-activations",
                        "--signed-weights",
                        "--set",
                        "activationPrecision=profiled",
                        "--set",
                        "bitsPerCycle=2",
                        "--set",
                        "lanes=16",
                        "--json"))
                .as(err.toString())
                .isZero();
        assertThat(json().get("cycles").asInt()).isEqualTo(8 / 2 * 5);
        assertThat(json().get("pe").asString()).startsWith("LoomPe[lanes=16, bitsPerCycle=2,");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            loom --weights 1,2 --activations 1                            | must be as many, got 2 and 1
            loom --weights 1,x --activations 1,2                          | got 'x' in place 2
            loom --weights 1,2 --activations 1,2 --set lanes=1            | 2 pairs of operands for the 1 lanes
            loom --weights 1 --activations 9 --activation-bits 3          | --activation-bits must be between 4,
            loom --weights 1 --activations 70000                          | operands of 17 bits for a PE that takes 16
            loom --weights 1 --activations 1 --set lane=4                 | lane: unknown key
            loom --weights 1 --activations 1 --set lanes=0                | lanes: must be between 1 and 64, got 0
            lom --weights 1 --activations 1                               | did you mean loom?
            lab.MyPe --weights 1 --activations 1                          | class lab.MyPe is not on the class path
            loom --weights 1 --activations 1 --clock-mhz 0                | --clock-mhz
            loom --weights 1                                              | '--activations=A,…'
            """)
    void wrongInputIsExitCode2AndWritesNothing(String arguments, String message) {
        Path vcd = folder.resolve("none.vcd");
        assertThat(pe((arguments + " --vcd " + vcd).split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(message);
        assertThat(out.toString()).isEmpty();
        assertThat(vcd).doesNotExist();
    }

    @Test
    void aDumpThatCannotBeWrittenIsExitCode2() throws IOException {
        Path vcd = Files.createFile(folder.resolve("file")).resolve("out.vcd");
        assertThat(pe("loom", "--weights", "1", "--activations", "1", "--vcd", vcd.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains(folder.resolve("file").toString()).doesNotContain("Exception");
    }

    /** A PE that adds one to every sum, and whose lanes are no key. */
    private static final String OFF_BY_ONE = """
            package lab;

            import bitwright.accel.pe.*;

            public record OffByOne() implements LanePe {
                public int lanes() {
                    return 4;
                }

                public Cost cost(LayerPrecision precision) {
                    return Cost.fixed(2);
                }

                public Bill bill(LayerPrecision precision) {
                    return new Bill();
                }

                public Dot dot(int[] w, int[] a, Control control, LayerPrecision precision, Bill.Sink actions) {
                    return new Dot((long) w[0] * a[0] + 1, 2);
                }
            }
            """;

    @Test
    void aWrongSumOfAUsersPeIsExitCode1() throws IOException {
        Path source = Files.createDirectories(folder.resolve("lab")).resolve("OffByOne.java");
        Files.writeString(source, OFF_BY_ONE);
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-cp", System.getProperty("java.class.path"), source.toString()))
                .isZero();
        Path jar = folder.resolve("lab.jar");
        try (var packed = new JarOutputStream(Files.newOutputStream(jar))) {
            packed.putNextEntry(new JarEntry("lab/OffByOne.class"));
            Files.copy(folder.resolve("lab/OffByOne.class"), packed);
        }
        assertThat(pe("lab.OffByOne", "--plugin", jar.toString(), "--weights", "5", "--activations", "3"))
                .isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly(
                        "the PE's sum is 16, plain multiplication gives 15",
                        "the registers deliver 16, plain multiplication gives 15");
        assertThat(out.toString()).contains("operands  1 of 4 lanes").contains("sum       16");
    }

    @Test
    void longWaveformsAreCut() {
        // 16 by 16 bits take Loom 256 cycles and three to drain; 40 are shown.
        assertThat(pe("loom", "--weights", "-32768", "--activations", "65535")).isZero();
        assertThat(out.toString()).contains("… and 219 more cycles; --vcd FILE writes them all");
        assertThat(out.toString()
                        .lines()
                        .filter(line -> line.startsWith("cycle "))
                        .toList())
                .singleElement()
                .asString()
                .endsWith(" 40");
    }
}
