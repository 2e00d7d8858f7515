package bitwright.conformance.bitserial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bitwright.config.ConfigReader;
import bitwright.config.Library;
import bitwright.conformance.golden.CsvTable;
import bitwright.sim.energy.EnergyTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublishedPesTest {
    private static final String BEGIN =
            "<!-- generated: mvn -pl conformance -am test -Dtest=PublishedPesTest -Dbitwright.write=true -->\n";
    private static final String END = "<!-- end of what is generated -->\n";

    /** With bitwright.write=true the rows between the marks are written anew. */
    @Test
    void theDocumentShowsTheseVeryRows() throws IOException {
        Path page = Path.of(System.getProperty("bitwright.root", "."), "docs", "energy.md");
        assumeTrue(Files.isRegularFile(page), "no docs beside this module");
        String text = Files.readString(page);
        String rows = PublishedPes.markdown(PublishedPes.rows(List.of(table("aladdin-40nm"), table("cmos-45nm"))));
        String current = text.substring(0, text.indexOf(BEGIN) + BEGIN.length()) + "\n" + rows + "\n"
                + text.substring(text.indexOf(END));
        if (Boolean.getBoolean("bitwright.write")) {
            Files.writeString(page, current);
        }
        assertThat(Files.readString(page)).isEqualTo(current);
    }

    /**
     * Stripes under aladdin-40nm. The tree: 4 adders of 8 bits, 2 of 9, 1 of 10, 60 bits, so 8 a lane. A lane: a register of
     * 8 bits (8 · 5.98), 8 ANDs (50.4 / 4), an adder of 8 bits (278 · 8 / 32) = 129.94; eight of them 1,039.5. The rest:
     * registers of 12, 20 and 32 bits (64 · 5.98), adders of 20 and 32 bits (278 · 52 / 32) = 834.5. In all 1,874.0 µm² at
     * 40 nm, times 0.49.
     *
     * <p>Eight cycles: a lane writes its register once (0.072), ANDs 8 times 0.0181 / 4, adds 8 times 0.21 · 8 / 32: 0.5282;
     * eight of them 4.2256. The rest: 8 cycles of registers of 12 and 20 bits (0.288) and an adder of 20 (0.13125), then an
     * adder of 32 (0.21) and a register (0.288): 3.852. A cycle is an eighth of 8.0776, times 0.5412 / 0.8443.
     */
    @Test
    void ourNumbersAreTheBillAtTwentyEightNanometres() throws IOException {
        var stripes = PublishedPes.rows(List.of(table("aladdin-40nm"))).get(0);
        assertThat(stripes.areaUm2()).isCloseTo(1874.0 * 0.49, within(0.1));
        assertThat(stripes.pj()).isCloseTo(8.0776 / 8 * 0.6410, within(0.001));
    }

    /**
     * Loom with 2 bits under aladdin-40nm, operands of 2 bits: a step is 1 · 2 cycles. The tree: 8 adders of 2 bits, 4 of 3, 2
     * of 4, 1 of 5, 41 bits, so 3 a lane. A lane: a register bit each of 2 weight bits (0.018), 2 · 2 ANDs of one bit (4 ·
     * 0.0181 / 32), twice an adder of 3 bits (2 · 0.21 · 3 / 32): 0.0596375; 16 of them 0.9542. The rest: twice registers of 7 and 8 bits (0.27) and an adder of 8 (0.105), twice an adder (0.13125)
     * and a register (0.18) of 10, an adder (0.21) and a register (0.288) of 32: 1.18425. A MAC is a 16th of 2.13845.
     */
    @Test
    void loomsEnergyIsThatOfAStepOverItsProducts() throws IOException {
        var loom = PublishedPes.rows(List.of(table("aladdin-40nm"))).get(4);
        assertThat(loom.design()).isEqualTo("Loom 2b, 2 bits");
        assertThat(loom.pj()).isCloseTo(2.13845 / 16 * 0.6410, within(1e-4));
    }

    @Test
    void thePublishedNumbersAreThoseOfTheTables() throws IOException {
        Path tables = Path.of(System.getProperty("bitwright.shared", "")).resolve("tables");
        assumeTrue(Files.isDirectory(tables), "the published tables are not here: " + tables);
        var rows = PublishedPes.rows(List.of(table("aladdin-40nm")));
        for (int i = 0; i < 2; i++) {
            var row = rows.get(i);
            var bbs = line(tables.resolve("bitserial/pe_area_power_28nm_bbs.csv"), "accelerator", row.design());
            assertThat(row.publishedAreaUm2()).isEqualTo(bbs.decimal("total_um2"));
            // mW over 0.8 GHz
            assertThat(row.publishedPj()).isCloseTo(bbs.decimal("pe_power_mW") / 0.8, within(1e-9));
        }
        var energies = new ArrayList<Double>();
        for (var line : new CsvTable(tables.resolve("papers/psma/psma_energy_per_op.csv")).rows()) {
            String precision = line.text("precision");
            boolean square = List.of("8x8", "4x4", "2x2").contains(precision);
            if (square
                    && line.text("design").equals("LOOM")
                    && line.text("clk_ns").equals("1.00")) {
                assertThat(rows.get(2).publishedAreaUm2()).isEqualTo(line.decimal("area_um2_top"));
                energies.add(2 * line.decimal("energy_fJ_per_op_top") / 1000);
            }
        }
        assertThat(rows.subList(2, 5)).extracting(PublishedPes.Row::publishedPj).isEqualTo(energies);
    }

    private static CsvTable.Row line(Path table, String column, String text) throws IOException {
        return new CsvTable(table)
                .rows().stream()
                        .filter(line -> line.text(column).equals(text))
                        .findFirst()
                        .orElseThrow();
    }

    private static EnergyTable table(String name) {
        var path = Library.builtIn().path(Library.Kind.ENERGY, name);
        return ConfigReader.builtIn().energy(path, List.of());
    }
}
