package bitwright.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bitwright.sim.energy.Action;
import bitwright.sim.energy.Confidence;
import bitwright.sim.energy.EnergyTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the library's energy tables against the published tables that they say they come from. */
class EnergyLibraryTest {
    private static final Offset<Double> SIX_DIGITS = within(1e-5);

    @ParameterizedTest
    @ValueSource(strings = {"cmos-45nm", "cmos-7nm", "aladdin-40nm", "cmos-45nm-at-7nm"})
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
    void allTablesPriceTheSameKindsSoThatAComparisonCanBeMadeUnderEach() throws IOException {
        assertThat(kinds(table("cmos-7nm"))).containsAll(kinds(table("cmos-45nm"))); // and bfloats
        assertThat(kinds(table("cmos-45nm")))
                .isEqualTo(kinds(table("aladdin-40nm")))
                .isEqualTo(kinds(table("lmul-paper")))
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
        var price = table("cmos-45nm").price(new Action(kind, width, sizeKiB));
        assertThat(price.picojoules()).isEqualTo(published(op, format, "45"));
    }

    private static double published(String op, String format, String nodeNm) throws IOException {
        return lines("energy_per_op.csv").stream()
                .filter(line -> line[0].equals(op) && line[1].equals(format) && line[2].equals(nodeNm))
                .mapToDouble(line -> Double.parseDouble(line[4]))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest(name = "{1} costs what is given for {0}")
    @CsvSource({
        "LPDDR4, dram.lpddr4",
        "DDR3/DDR4, dram.ddr4",
        "HBM2, dram.hbm2",
        "GDDR6 (low), dram.gddr6",
        "DDR3, dram.ddr3",
        "LPDDR, dram.lpddr",
        "GDDR5, dram.gddr5"
    })
    void dramCostsWhatItsSourceGivesForABit(String published, String kind) throws IOException {
        double picojoules = lines("dram_energy.csv").stream()
                .filter(line -> line[0].equals(published))
                .mapToDouble(line -> Double.parseDouble(line[1]))
                .findFirst()
                .orElseThrow();
        for (String name : List.of("cmos-45nm", "aladdin-40nm", "cmos-7nm")) {
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

    private static EnergyTable table(String name) {
        return ConfigReader.builtIn().energy(name, "a test");
    }

    @ParameterizedTest(name = "{0} {1} in 7 nm is {2}:{3}@{4}")
    @CsvSource({
        "add, int8, add.int, 8, 0",
        "add, int32, add.int, 32, 0",
        "add, fp16, add.float, 16, 0",
        "add, fp32, add.float, 32, 0",
        "add, bf16, add.bfloat, 16, 0",
        "mul, int8, mul.int, 8, 0",
        "mul, int32, mul.int, 32, 0",
        "mul, fp16, mul.float, 16, 0",
        "mul, fp32, mul.float, 32, 0",
        "mul, bf16, mul.bfloat, 16, 0",
        "sram_access_64b, 8KB, sram.read, 64, 8",
        "sram_access_64b, 32KB, sram.read, 64, 32",
        "sram_access_64b, 1MB, sram.write, 64, 1024",
        "dram_access_64b, DDR3/4, dram.ddr4, 64, 0",
        "dram_access_64b_min, HBM2, dram.hbm2, 64, 0",
        "dram_access_64b_min, GDDR6, dram.gddr6, 64, 0",
    })
    void operationsIn7NmCostWhatJouppiGives(String op, String format, String kind, int width, int sizeKiB)
            throws IOException {
        assertThat(table("cmos-7nm").price(new Action(kind, width, sizeKiB)).picojoules())
                .isEqualTo(published(op, format, "7"));
    }

    @ParameterizedTest(name = "{1} is at most {0}")
    @CsvSource({"HBM2 (system high), dram.hbm2", "GDDR6 (high), dram.gddr6"})
    void dearDramIsTheUpperEnd(String published, String kind) throws IOException {
        double picojoules = lines("dram_energy.csv").stream()
                .filter(line -> line[0].equals(published))
                .mapToDouble(line -> Double.parseDouble(line[1]))
                .findFirst()
                .orElseThrow();
        var bit = new Action(kind, 1);
        assertThat(table("dram-dear").price(bit).picojoules())
                .isCloseTo(picojoules, within(0.05))
                .isGreaterThan(table("cmos-45nm").price(bit).picojoules());
        assertThat(table("dram-dear").price(new Action("dram.ddr4", 64)).picojoules())
                .isEqualTo(2600);
    }

    @Test
    void theLmulPapersOperationsAreRecalledAndTheRestIsNot() throws IOException {
        var table = table("lmul-paper");
        var addition = table.price(new Action("add.int", 32));
        assertThat(addition.picojoules()).isEqualTo(published("lmul_as_int32_add", "fp32", "45"));
        assertThat(addition.confidence()).isEqualTo(Confidence.RECALLED);
        assertThat(table.price(new Action("add.int", 16)).picojoules()).isEqualTo(0.05); // its line's quotes are broken
        // 0.1 / 3.7: what is quoted as 2.7 %
        assertThat(addition.picojoules()
                        / table.price(new Action("mul.float", 32)).picojoules())
                .isCloseTo(0.027, within(5e-4));
        assertThat(table.rows())
                .hasSizeGreaterThan(20)
                .filteredOn(row -> row.kind().equals("shift"))
                .isEqualTo(table("cmos-45nm").rows().stream()
                        .filter(row -> row.kind().equals("shift"))
                        .toList());
    }

    @Test
    void theFormulaFlatters7NmAgainstPublishedNumbers() {
        var formula = table("cmos-45nm-at-7nm");
        var published = table("cmos-7nm");
        for (String kind : List.of("add.int", "mul.int")) {
            for (int width : new int[] {8, 32}) {
                var action = new Action(kind, width);
                double ratio = published.price(action).picojoules()
                        / formula.price(action).picojoules();
                assertThat(ratio).as(action.toString()).isBetween(3.0, 10.0);
            }
        }
        assertThat(formula.price(new Action("sram.read", 64, 1024)).picojoules())
                .isEqualTo(100);
        assertThat(formula.price(new Action("dram.ddr4", 1)).picojoules()).isEqualTo(20.3125);
    }

    /** CACTI 7.0 at 45 nm with itrs-lstp devices, as in {@code docs/energy.md}, at sizes and widths that no row has. */
    @ParameterizedTest(name = "a memory of {0} KiB and {1} bits")
    @CsvSource({
        "2, 64, 2.7557, 4.2391, 7542.4",
        "8, 32, 5.247, 4.7905, 25650",
        "8, 64, 6.137, 7.8781, 26267",
        "8, 128, 7.9164, 14.052, 27706",
        "32, 64, 17.042, 15.397, 94860",
        "32, 128, 20.307, 27.527, 97539",
        "128, 128, 50.257, 46.968, 413480",
        "128, 512, 97.772, 198.38, 391350",
        "512, 64, 68.349, 51.346, 1644600",
        "512, 256, 167.91, 161.33, 1797700",
        "2048, 128, 205.04, 170.37, 6802100",
    })
    void betweenItsRowsTheModelOfMemoriesIsNearWhatCactiSays(
            int sizeKiB, int width, double read, double write, double areaUm2) {
        var table = table("aladdin-40nm");
        var reading = new Action("sram.read", width, sizeKiB);
        assertThat(table.price(reading).confidence()).isEqualTo(Confidence.DERIVED);
        assertThat(table.price(reading).picojoules() / read).isBetween(0.7, 1.4);
        assertThat(table.price(new Action("sram.write", width, sizeKiB)).picojoules() / write)
                .isBetween(0.7, 1.4);
        assertThat(table.areaUm2(reading).orElseThrow() / areaUm2).isBetween(0.8, 1.25);
        assertThat(table.leakageUw(reading)).isPresent();
    }

    @Test
    void memoriesBeyondTheirRowsAreExtrapolated() {
        for (String name : List.of("cmos-45nm", "cmos-7nm", "aladdin-40nm")) {
            var table = table(name);
            assertThat(table.price(new Action("sram.read", 64, 16384)).confidence())
                    .isEqualTo(Confidence.EXTRAPOLATED);
            assertThat(table.price(new Action("sram.read", 2048, 32)).confidence())
                    .isEqualTo(Confidence.EXTRAPOLATED);
            assertThat(table.price(new Action("sram.read", 128, 512)).confidence())
                    .isEqualTo(Confidence.DERIVED);
        }
        assertThat(table("cmos-45nm").price(new Action("sram.read", 64, 4)).confidence())
                .isEqualTo(Confidence.EXTRAPOLATED);
        assertThat(table("aladdin-40nm").price(new Action("sram.read", 64, 1)).confidence())
                .isEqualTo(Confidence.DERIVED);
    }

    @ParameterizedTest(name = "{0} leaks {2} times what Aladdin''s {1} does")
    @CsvSource({
        "add.int, adder, 1",
        "mul.int, multiplier, 1",
        "shift, shifter, 1",
        "register.write, reg, 32", // its row is one bit
        "and, bitwise, 1",
        "mux, bitwise, 3", // AND, AND, OR
    })
    void leakageIsAladdins(String kind, String component, int times) throws IOException {
        double microwatts = 1000 * times * aladdin(component, 3);
        assertThat(table("aladdin-40nm").leakageUw(new Action(kind, 32))).hasValueCloseTo(microwatts, SIX_DIGITS);
        assertThat(table("cmos-45nm").leakageUw(new Action(kind, 32))).isEmpty();
    }

    @Test
    void aTableThatExtendsAnotherKeepsItsOtherKinds(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("mine.yaml"), """
                extends: cmos-45nm
                rows:
                  - { kind: mul.int, widthBits: 16, picojoules: 0.5, scaling: quadratic, confidence: recalled, source: mine }
                """);
        var table = ConfigReader.builtIn().energy(file.toString(), "a test");
        assertThat(table.name()).isEqualTo("mine");
        assertThat(table.price(new Action("mul.int", 16)).picojoules()).isEqualTo(0.5);
        assertThat(table.price(new Action("mul.int", 8)).picojoules()).isEqualTo(0.125); // and not the 0.2 below it
        assertThat(table.price(new Action("add.int", 8)))
                .isEqualTo(table("cmos-45nm").price(new Action("add.int", 8)));
        assertThat(table.contentHash()).isNotEqualTo(table("cmos-45nm").contentHash());
        assertThat(ConfigReader.builtIn().energy(file, List.of())).isEqualTo(table);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "method: stillmaker-baas, fromNm: 45, toNm: 5, fromV: 0.9, toV: 0.7, sram: unscaled | scaling.toNm: must be a node "
                        + "that the method tabulates",
                "method: stillmaker-baas, fromNm: 32, toNm: 7, fromV: 0.9, toV: 0.7, sram: unscaled | scaling.fromNm: must be 45, of the "
                        + "method's nodes the nearest to the table's 45.0 nm, got 32",
                "method: stillmaker-baas, fromNm: 45, toNm: 7, fromV: 0.9, toV: 2, sram: unscaled | scaling.toV: must be between 0.26 V",
                "method: stillmaker-baas, fromNm: 45, toNm: 7, fromV: 0.9, toV: 0.7 | scaling.sram: is missing",
                "method: moore, fromNm: 45, toNm: 7, fromV: 0.9, toV: 0.7, sram: unscaled | scaling.method: must be one of stillmaker-baas",
            })
    void aScalingIsHeldToItsLimits(String keys, String message, @TempDir Path folder) throws IOException {
        Path file = folder.resolve("mine.yaml");
        Files.writeString(file, "extends: cmos-45nm\nscaling: { " + keys + " }\n");
        assertThatThrownBy(() -> ConfigReader.builtIn().energy(file, List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(file + ":2:")
                .hasMessageContaining(message);
    }
}
