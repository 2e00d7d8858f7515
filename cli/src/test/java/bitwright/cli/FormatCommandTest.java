package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arith.NumberFormat;
import bitwright.arith.catalog.Formats;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FormatCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest(name = "{0}: {1} is {2}, {3}, {4}, off by {5}")
    @CsvSource({
        // the neighbours of 1.3 are 1.25 and 1.375
        "float8_e4m3fn, 1.3, 0x3A, 0|0111|010, 1.25, -0.05",
        // 1.75 · 2^8; the next would be 480, so that 464 is a tie, which the even last bit wins
        "float8_e4m3fn, 448, 0x7E, 0|1111|110, 448, 0",
        "float8_e4m3fn, 464, 0x7E, 0|1111|110, 448, -16",
        // one in the 30th place breaks the tie, though no double sees it
        "float8_e4m3fn, 464.000000000000000000000000000001, 0x7F, 0|1111|111, nan, -",
        "float8_e4m3fn, 463.999999999999999999999999999999, 0x7E, 0|1111|110, 448, -15.999999999999999999999999999999",
        "float8_e4m3fn, 1e9, 0x7F, 0|1111|111, nan, -",
        "float8_e4m3fn, nan, 0x7F, 0|1111|111, nan, -",
        "float8_e4m3fn, -inf, 0xFF, 1|1111|111, nan, -",
        "float8_e4m3fn, -0, 0x80, 1|0000|000, -0, 0",
        // half the smallest subnormal 2^-9 is a tie between 0 and 1; 2^-9 itself is code 1
        "float8_e4m3fn, 0x1p-10, 0x00, 0|0000|000, 0, -0.0009765625",
        "float8_e4m3fn, 0x.8p-8, 0x01, 0|0000|001, 0.001953125, 0",
        "float8_e5m2, 57344, 0x7B, 0|11110|11, 57344, 0", // 1.75 · 2^15
        "float8_e5m2, 61440, 0x7C, 0|11111|00, inf, -", // the tie with 2^16 goes to the even infinity
        "float16, 65504, 0x7BFF, 0|11110|1111111111, 65504, 0",
        "float8_e8m0fnu, 1, 0x7F, 01111111, 1, 0", // 2^(127 − 127)
        "posit8_es2, 1, 0x40, 0|10|00|000, 1, 0",
        "posit8_es2, -1, 0xC0, 1|10|00|000, -1, 0", // two's complement of 0x40
        "posit8_es2, 16, 0x60, 0|110|00|00, 16, 0", // regime 1: 2^(4·1)
        "posit8_es2, 1e30, 0x7F, 0|1111111, 16777216, -999999999999999999999983222784", // 2^(4·6), never NaR
        "posit8_es2, nan, 0x80, 1|0000000, nan, -",
        "mxint8, 1, 0x40, 01|000000, 1, 0", // 64 / 2^6
        "mxint8, -2, 0x81, 10|000001, -1.984375, 0.015625", // −128 is never encoded: −127 / 64
        "int8, -1, 0xFF, 11111111, -1, 0",
        "signmagnitude8, -3, 0x83, 1|0000011, -3, 0",
    })
    void encodes(String format, String value, String code, String fields, String decoded, String error) {
        JsonNode row =
                json("format", "encode", format, value, "--json").get("codes").get(0);
        assertThat(row.get("code").asString()).isEqualTo(code);
        assertThat(row.get("fields").asString()).isEqualTo(fields);
        assertThat(row.get("exact").asString()).isEqualTo(decoded);
        assertThat(row.get("error").isNull() ? "-" : row.get("error").asString())
                .isEqualTo(error);
        assertThat(run("format", "encode", format, value)).isZero();
        assertThat(out.toString().lines().toList().get(2).split(" +"))
                .startsWith(value, code, fields)
                .endsWith(decoded, error);
    }

    @ParameterizedTest(name = "{0} {1}, {2}: {3} is {4}")
    @CsvSource({
        "float8_e4m3fn, nearest-even, saturate, 1e9, 448",
        "float8_e4m3fn, nearest-even, saturate, inf, 448",
        "float8_e4m3fn, nearest-even, saturate-finite, inf, nan",
        "float8_e4m3fn, nearest-away, infinity, 464, nan",
        "float8_e4m3fn, NEAREST_AWAY, saturate, 1.3125, 1.375", // half way from 1.25 to 1.375
        "float8_e4m3fn, rtz, infinity, -1.37, -1.25",
        "float8_e4m3fn, up, infinity, 1.26, 1.375",
        "float8_e4m3fn, down, infinity, -1.26, -1.375",
        "float8_e4m3fn, to-odd, infinity, 1.0001, 1.125",
        "int8, nearest-even, wrap, 200, -56", // 200 − 256
        "int8, nearest-even, wrap, -129, 127",
        "int8, nearest-even, wrap, 36893488147419103235, 3", // 2^65 + 3
        "int8, nearest-even, saturate, 200, 127",
        "int8, up, saturate, 2.000000000000000000000001, 3",
    })
    void roundsAndOverflowsAsAsked(String format, String rounding, String overflow, String value, String decoded) {
        JsonNode tree =
                json("format", "encode", format, "--rounding", rounding, "--overflow", overflow, "--json", "--", value);
        assertThat(tree.get("codes").get(0).get("exact").asString()).isEqualTo(decoded);
    }

    @Test
    void stochasticRoundingFollowsItsSeedAndTheDistanceToTheNeighbours() {
        var arguments = new ArrayList<>(
                List.of("format", "encode", "float4_e2m1fn", "--rounding", "stochastic", "--seed", "7", "--json"));
        for (int i = 0; i < 1000; i++) {
            arguments.add("0.625"); // a quarter of the way from 0.5 to 1
        }
        String[] words = arguments.toArray(String[]::new);
        JsonNode tree = json(words);
        int up = 0;
        for (JsonNode code : tree.get("codes")) {
            assertThat(code.get("exact").asString()).isIn("0.5", "1");
            up += code.get("exact").asString().equals("1") ? 1 : 0;
        }
        assertThat(up).as("seed 7").isBetween(182, 318); // 250 ± 5 standard deviations of 13.7
        assertThat(json(words)).isEqualTo(tree);
        words[6] = "8";
        assertThat(json(words).get("codes")).isNotEqualTo(tree.get("codes"));
    }

    @ParameterizedTest(name = "{0}: {1} is {4}")
    @CsvSource({
        "float8_e4m3fn, 0x01, 0|0000|001, subnormal, 0.001953125, 0x1.0p-9",
        "float8_e4m3fn, 126, 0|1111|110, normal, 448, 0x1.cp8",
        "float8_e4m3fn, 0b1_0000_000, 1|0000|000, zero, -0, -0x0.0p0",
        "float8_e4m3fn, 0b1|0000|000, 1|0000|000, zero, -0, -0x0.0p0",
        "float8_e5m2, 0xfc, 1|11111|00, inf, -inf, -inf",
        "float8_e5m2, 0x7d, 0|11111|01, nan, nan, nan",
        "posit8_es2, 0x80, 1|0000000, NaR, nan, nan",
        "posit8_es2, 0x01, 0|0000001, normal, 0.000000059604644775390625, 0x1.0p-24",
        "mxint8, 0x80, 10|000000, reserved, -2, -0x1.0p1",
        "uint32, 4294967295, 11111111111111111111111111111111, normal, 4294967295, 0x1.fffffffep31",
        "float32, 0xBF800000, 1|01111111|00000000000000000000000, normal, -1, -0x1.0p0",
    })
    void decodes(String format, String code, String fields, String kind, String exact, String hexFloat) {
        JsonNode row =
                json("format", "decode", format, code, "--json").get("codes").get(0);
        assertThat(row.get("fields").asString()).isEqualTo(fields);
        assertThat(row.get("class").asString()).isEqualTo(kind);
        assertThat(row.get("exact").asString()).isEqualTo(exact);
        assertThat(row.get("hexFloat").asString()).isEqualTo(hexFloat);
        assertThat(run("format", "decode", format, code)).isZero();
        assertThat(out.toString().lines().toList().get(1).split(" +")).endsWith(fields, kind, hexFloat, exact);
    }

    @Test
    void aSmallFormatIsShownWhole() {
        assertThat(run("format", "show", "float4_e2m1fn")).isZero();
        String[] values = {"0", "0.5", "1", "1.5", "2", "3", "4", "6"};
        List<String> lines = out.toString().lines().toList();
        List<String> table = lines.subList(lines.indexOf("all codes") + 2, lines.size());
        assertThat(table).hasSize(16);
        for (int code = 0; code < 16; code++) {
            assertThat(table.get(code)).startsWith("0x" + "0123456789ABCDEF".charAt(code));
            assertThat(table.get(code)).endsWith((code < 8 ? " " : " -") + values[code % 8]);
        }
        assertThat(out.toString())
                .containsPattern("finite values +15\n")
                .containsPattern("smallest normal +1\n")
                .containsPattern("smallest subnormal +0.5\n")
                .containsPattern("special codes +0x8 -0\n")
                .containsPattern("2\\^-1 +to 2\\^0 +#+ +1\n")
                .containsPattern("2\\^2 +to 2\\^3 +#+ +2\n");
        // 71 steps from −6 to 6: −6, −4 and −3 lie in columns 0, 12 and 18
        assertThat(lines).anyMatch(line -> line.startsWith("  .           .     .     ."));
    }

    @Test
    void theCodeThatIsNeverEncodedIsNamed() {
        assertThat(run("format", "show", "mxint8")).isZero();
        assertThat(out.toString())
                .containsPattern("fields +integer · 2\\^-6\n")
                .containsPattern("reserved code +0x80 decodes to -2, never encoded\n");
    }

    @Test
    void everyKnownFormatIsShownIn80ColumnsBeforeItsTable() {
        for (NumberFormat format : Formats.all()) {
            assertThat(run("format", "show", format.name())).as(format.name()).isZero();
            assertThat(out.toString().lines().takeWhile(line -> !line.endsWith(" codes")))
                    .as(format.name())
                    .hasSizeGreaterThan(8)
                    .allMatch(line -> line.length() <= 80);
        }
        assertThat(run("format", "list")).isZero();
        assertThat(out.toString().lines()).hasSize(Formats.all().size() + 1);
        assertThat(out.toString())
                .containsPattern("float8_e4m3fn +float +8 +4 +-448 +0.001953125 +448\n")
                .containsPattern("uint16 +integer, unsigned +16 +16 +0 +1 +65535\n");
        assertThat(json("format", "list", "--json")).hasSize(Formats.all().size());
    }

    @Test
    void wideFormatsAreKnownFromTheOrderOfTheirCodes() {
        // float32: 2 · 255 · 2^23 codes, one of the zeros not counted
        JsonNode float32 = json("format", "show", "float32", "--json");
        assertThat(float32.get("finiteValues").asLong()).isEqualTo(4278190079L);
        assertThat(float32.get("positiveValuesByExponent").get("0").asLong()).isEqualTo(1 << 23);
        assertThat(float32.get("positiveValuesByExponent").get("-149").asLong()).isEqualTo(1);
        assertThat(float32.get("specials").get(1).get("first").asString()).isEqualTo("0x7F800001");
        for (NumberFormat format : Formats.all()) {
            if (format.bits() > 1 && format.bits() <= 16) { // against a look at every code
                assertThat(ValueSpread.ofWide(format)).as(format.name()).isEqualTo(ValueSpread.of(format));
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '#',
            value = {
                "show e4m3fn # NAME: number format: unknown name 'e4m3fn'; known are float4_e2m1fn, # mean float8_e4m3fn?",
                "show flaot16 # unknown name 'flaot16' # did you mean float16?",
                "show int40 # NAME: bits must be between 1 and 32, got 40 # --help",
                "show float8_e4m4 # exponent and fraction make 9 bits, the name says 8 # --help",
                "show ue9m23 # NAME: exponentBits + mantissaBits must be between 2 and 31, got 32 # --help",
                "encode --roundng up float16 1 # unknown option --roundng # did you mean --rounding?",
                "encode float16 1 2 abc # VALUE 3: must be a decimal number # got 'abc'",
                "encode float16 1e999 # VALUE 1: must lie between 1e-400 and 1e400 in magnitude # got '1e999'",
                "encode float16 1 0x # VALUE 2: must be # got '0x'",
                "encode float16 1 --roundng up # unknown option --roundng # did you mean --rounding?",
                "encode float16 1 --rounding sideways # --rounding: must be one of nearest-even, # got 'sideways'",
                "encode float16 1 --overflow wrap # --overflow: only two's complement and unsigned # got float16",
                "encode int8 1 --rounding stochastic # --rounding: only floating-point formats # got int8",
                "encode posit8_es2 1 --rounding up # --rounding: posit8_es2 rounds to nearest-even # --help",
                "encode float16 # Missing required parameter: 'VALUE' # --help",
                "decode float8_e5m2 0 256 # CODE 2: must be a code of float8_e5m2, 0 to 255 (0xFF) # got '256'",
                "decode int8 -1 # CODE 1: must be a code of int8, 0 to 255 # got '-1'",
                "decode int8 0x100 # CODE 1: # got '0x100'",
                "decode int8 1.5 # CODE 1: must be a code such as # got '1.5'",
                "decode # Missing required parameter # --help",
            })
    void mistakesAreToldAndNothingIsHalfPrinted(String words, String message, String found) {
        assertThat(run(("format " + words).split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(message).contains(found);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void theCommandAloneAsksForASubCommand() {
        assertThat(run("format")).isEqualTo(2);
        assertThat(err.toString()).contains("a command is missing: list, show, encode or decode");
    }

    private JsonNode json(String... arguments) {
        assertThat(run(arguments)).as(err.toString()).isZero();
        return JsonMapper.builder().build().readTree(out.toString());
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }
}
