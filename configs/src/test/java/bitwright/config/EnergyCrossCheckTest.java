package bitwright.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bitwright.sim.energy.Action;
import bitwright.sim.energy.EnergyTable;
import bitwright.sim.energy.UnpricedException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Keeps the table in {@code docs/energy.md} that shows the same action under each energy table. */
class EnergyCrossCheckTest {
    private static final String BEGIN =
            "<!-- generated: mvn -pl configs -am test -Dtest=EnergyCrossCheckTest -Dbitwright.write=true -->\n";
    private static final String END = "<!-- end of the cross-check -->\n";

    private static final List<String> ACTIONS = List.of(
            "add.int:8",
            "add.int:16",
            "add.int:32",
            "mul.int:4",
            "mul.int:8",
            "mul.int:16",
            "mul.int:32",
            "add.float:16",
            "mul.float:16",
            "mul.float:32",
            "shift:16",
            "register.write:16",
            "sram.read:64@4KiB",
            "sram.read:64@32KiB",
            "sram.read:256@32KiB",
            "sram.read:64@1024KiB",
            "sram.write:64@1024KiB",
            "sram.read:64@4096KiB",
            "dram.ddr4:1",
            "dram.hbm2:1");

    /** With bitwright.write=true the rows between the marks are written anew. */
    @Test
    void theDocumentShowsTheseVeryPrices() throws IOException {
        Path page = Path.of(System.getProperty("bitwright.root", "."), "docs", "energy.md");
        assumeTrue(Files.isRegularFile(page), "no docs beside this module");
        String text = Files.readString(page);
        String current = text.substring(0, text.indexOf(BEGIN) + BEGIN.length()) + "\n" + markdown() + "\n"
                + text.substring(text.indexOf(END));
        if (Boolean.getBoolean("bitwright.write")) {
            Files.writeString(page, current);
        }
        assertThat(Files.readString(page)).isEqualTo(current);
    }

    private static String markdown() {
        var names = Library.builtIn().names(Library.Kind.ENERGY);
        var tables = names.stream()
                .map(name -> ConfigReader.builtIn().energy(name, "the library"))
                .toList();
        var rows = new StringBuilder(
                "pJ; (d) derived, (r) recalled, (e) extrapolated, nothing where a row states it as transcribed.\n\n");
        rows.append("| action | ").append(String.join(" | ", names)).append(" |\n|---|");
        rows.append("---:|".repeat(names.size())).append('\n');
        for (String action : ACTIONS) {
            rows.append("| `").append(action).append("` | ");
            rows.append(tables.stream()
                    .map(table -> price(table, Action.of(action)))
                    .collect(Collectors.joining(" | ")));
            rows.append(" |\n");
        }
        return rows.toString();
    }

    private static String price(EnergyTable table, Action action) {
        try {
            var price = table.price(action);
            String mark = switch (price.confidence()) {
                case TRANSCRIBED -> "";
                case DERIVED, RECALLED, EXTRAPOLATED ->
                    " (" + price.confidence().name().substring(0, 1).toLowerCase(Locale.ROOT) + ")";
            };
            return new BigDecimal(price.picojoules())
                            .round(new MathContext(3))
                            .stripTrailingZeros()
                            .toPlainString()
                    + mark;
        } catch (UnpricedException unpriced) {
            return "–";
        }
    }
}
