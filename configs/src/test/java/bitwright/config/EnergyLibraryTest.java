package bitwright.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bitwright.sim.energy.Action;
import bitwright.sim.energy.Confidence;
import bitwright.sim.energy.EnergyTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Holds the library's energy tables against the published tables that they say they come from. */
class EnergyLibraryTest {
    private static final Offset<Double> SIX_DIGITS = within(1e-5);

    @ParameterizedTest
    @ValueSource(strings = {"cmos-45nm", "aladdin-40nm"})
    void aTableIsCalledLikeItsFileAndEveryRowHasASource(String name) throws IOException {
        var table = table(name);
        assertThat(table.name()).isEqualTo(name);
        assertThat(table.description()).isNotBlank();
        assertThat(table.rows()).allSatisfy(row -> assertThat(row.source()).hasSizeGreaterThan(10));
        assertThat(table.rows()).allSatisfy(row -> assertThat(row.picojoules()).isPositive());
        // What no table states is at least arithmetic on what one does: nothing here is recalled.
        assertThat(table.rows()).extracting(EnergyTable.Row::confidence).doesNotContain(Confidence.RECALLED);
    }

    @Test
    void bothTablesPriceTheSameKindsSoThatAComparisonCanBeMadeUnderEither() throws IOException {
        assertThat(kinds(table("cmos-45nm")))
                .isEqualTo(kinds(table("aladdin-40nm")))
                .contains("add.int", "mul.int", "and", "or", "xor", "shift", "register.write", "mux", "compare")
                .contains("sram.read", "sram.write", "dram.ddr4", "dram.lpddr4", "dram.hbm2", "dram.gddr6");
    }

    @ParameterizedTest(name = "{0} of {1} is {2}:{3}@{4}")
    @CsvSource({
        "add, int8, add.int, 8, 0",
        "add, int16, add.int, 16, 0",
        "add, int32, add.int, 32, 0",
        "mul, int8, mul.int, 8, 0",
        "mul, int32, mul.int, 32, 0",
        "add, fp16, add.float, 16, 0",
        "add, fp32, add.float, 32, 0",
        "mul, fp16, mul.float, 16, 0",
        "mul, fp32, mul.float, 32, 0",
        "sram_access_64b, 8KB, sram.read, 64, 8",
        "sram_access_64b, 32KB, sram.read, 64, 32",
        "sram_access_64b, 1MB, sram.read, 64, 1024",
        "sram_access_64b, 1MB, sram.write, 64, 1024",
        "dram_access_64b, DDR3/4, dram.ddr4, 64, 0",
    })
    void operationsCostWhatHorowitzGives(String op, String format, String kind, int width, int sizeKiB)
            throws IOException {
        double published = lines("energy_per_op.csv").stream()
                .filter(line -> line[0].equals(op) && line[1].equals(format) && line[2].equals("45"))
                .mapToDouble(line -> Double.parseDouble(line[4]))
                .findFirst()
                .orElseThrow();
        var price = table("cmos-45nm").price(new Action(kind, width, sizeKiB));
        assertThat(price.picojoules()).isEqualTo(published);
    }

    @ParameterizedTest(name = "{1} costs what is given for {0}")
    @CsvSource({"LPDDR4, dram.lpddr4", "DDR3/DDR4, dram.ddr4", "HBM2, dram.hbm2", "GDDR6 (low), dram.gddr6"})
    void dramCostsWhatItsSourceGivesForABit(String published, String kind) throws IOException {
        double picojoules = lines("dram_energy.csv").stream()
                .filter(line -> line[0].equals(published))
                .mapToDouble(line -> Double.parseDouble(line[1]))
                .findFirst()
                .orElseThrow();
        for (String name : List.of("cmos-45nm", "aladdin-40nm")) {
            // The published list is rounded to a tenth.
            assertThat(table(name).price(new Action(kind, 1)).picojoules()).isCloseTo(picojoules, within(0.05));
        }
    }

    @ParameterizedTest(name = "{0} is {2} times Aladdin''s {1}")
    @CsvSource({
        "shift, shifter, 1",
        "register.write, reg, 32", // its row is one bit
        "and, bitwise, 1",
        "or, bitwise, 1",
        "xor, bitwise, 1",
        "mux, bitwise, 3", // AND, AND, OR
        "compare, comparator, 1",
        "add.int, adder, 1",
    })
    void theRestOfTheDatapathKeepsAladdinsRatioToTheAdder(String kind, String component, int times) throws IOException {
        double inAladdin = times * aladdin(component);
        var cmos = table("cmos-45nm");
        for (int width : new int[] {4, 8, 12, 16, 24, 32, 64}) {
            double ratio = cmos.price(new Action(kind, width)).picojoules()
                    / cmos.price(new Action("add.int", width)).picojoules();
            assertThat(ratio).as("%s:%d", kind, width).isCloseTo(inAladdin / aladdin("adder"), SIX_DIGITS);
        }
        assertThat(table("aladdin-40nm").price(new Action(kind, 32)).picojoules())
                .isCloseTo(inAladdin, SIX_DIGITS);
    }

    @ParameterizedTest(name = "{0}:{1} is Aladdin''s {2}")
    @CsvSource({
        "mul.int, 32, multiplier",
        "add.float, 32, fp_sp_adder",
        "add.float, 64, fp_dp_adder",
        "mul.float, 32, fp_sp_multiplier",
        "mul.float, 64, fp_dp_multiplier",
    })
    void aladdinsOwnTableIsAsItIs(String kind, int width, String component) throws IOException {
        assertThat(table("aladdin-40nm").price(new Action(kind, width)).picojoules())
                .isEqualTo(aladdin(component));
    }

    @ParameterizedTest(name = "{0} takes {2} times the area of Aladdin''s {1}")
    @CsvSource({
        "add.int, adder, 1, 5",
        "mul.int, multiplier, 1, 5",
        "shift, shifter, 1, 5",
        "register.write, reg, 32, 5", // its row is one bit
        "and, bitwise, 1, 5",
        "or, bitwise, 1, 5",
        "xor, bitwise, 1, 5",
        "mux, bitwise, 3, 5", // AND, AND, OR
        "compare, comparator, 1, 4", // its row lacks a field
    })
    void areasAreAladdins(String kind, String component, int times, int column) throws IOException {
        double area = times * aladdin(component, column);
        double scaling = kind.equals("mul.int") ? 4 : 2;
        for (String name : List.of("aladdin-40nm", "cmos-45nm")) {
            var table = table(name);
            assertThat(table.areaUm2(Map.of(new Action(kind, 32), 1L))).hasValueCloseTo(area, SIX_DIGITS);
            assertThat(table.areaUm2(Map.of(new Action(kind, 16), 3L))).hasValueCloseTo(3 * area / scaling, SIX_DIGITS);
        }
    }

    private static double aladdin(String component) throws IOException {
        return aladdin(component, 2);
    }

    private static double aladdin(String component, int column) throws IOException {
        return lines("accelergy_aladdin_40nm.csv").stream()
                .filter(line -> line[0].equals(component) && line[1].equals("1"))
                .mapToDouble(line -> Double.parseDouble(line[column]))
                .findFirst()
                .orElseThrow();
    }

    /** The lines of a published table; the columns that are used here stand before any quoted one. */
    private static List<String[]> lines(String file) throws IOException {
        var path = Path.of(System.getProperty("bitwright.shared", "shared"), "tables", "systolic", file);
        assumeTrue(Files.exists(path), "the published tables are not beside this checkout: " + file);
        return Files.readAllLines(path).stream().map(line -> line.split(",")).toList();
    }

    private static List<String> kinds(EnergyTable table) {
        return table.rows().stream()
                .map(EnergyTable.Row::kind)
                .distinct()
                .sorted()
                .toList();
    }

    private static EnergyTable table(String name) throws IOException {
        try (var in = EnergyLibraryTest.class.getResourceAsStream("/bitwright/library/energy/" + name + ".yaml")) {
            var map = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(in);
            var rows = new ArrayList<EnergyTable.Row>();
            for (Object row : (List<?>) map.get("rows")) {
                var keys = new HashMap<Object, Object>((Map<?, ?>) row);
                rows.add(new EnergyTable.Row(
                        (String) keys.remove("kind"),
                        (int) keys.remove("widthBits"),
                        keys.containsKey("sizeKiB") ? (int) keys.remove("sizeKiB") : 0,
                        ((Number) keys.remove("picojoules")).doubleValue(),
                        EnergyTable.Scaling.valueOf(((String) keys.remove("scaling")).toUpperCase(Locale.ROOT)),
                        Confidence.valueOf(((String) keys.remove("confidence")).toUpperCase(Locale.ROOT)),
                        (String) keys.remove("source"),
                        keys.containsKey("areaUm2") ? ((Number) keys.remove("areaUm2")).doubleValue() : 0));
                assertThat(keys).as("unknown keys in %s", name).isEmpty();
            }
            return new EnergyTable(
                    (String) map.get("name"),
                    ((Number) map.get("nodeNm")).doubleValue(),
                    (String) map.get("description"),
                    rows);
        }
    }
}
