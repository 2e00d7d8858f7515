package bitwright.sim.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Action ADD = new Action("add.int", 16);
    private static final Action READ = new Action("sram.read", 64, 32);

    private static final EnergyTable TABLE = new EnergyTable(
            "test-table",
            45,
            "made up",
            List.of(
                    new EnergyTable.Row(
                            "add.int", 16, 0, 0.05, EnergyTable.Scaling.LINEAR, Confidence.TRANSCRIBED, "made up"),
                    new EnergyTable.Row(
                            "sram.read", 64, 32, 10, EnergyTable.Scaling.LINEAR, Confidence.RECALLED, "made up")));

    private static Ledger ledger() {
        var ledger = new Ledger();
        ledger.count("pe", ADD, 100);
        ledger.counter("buffer", READ).add(3);
        ledger.counter("buffer", ADD).increment();
        ledger.count("pe", ADD, 20);
        ledger.counter("pe", new Action("unpriced", 1)); // never counted, so it shows nowhere
        return ledger;
    }

    @Test
    void countsByComponentAndInTotal() {
        assertThat(ledger().actions("pe").toString()).isEqualTo("{add.int:16=120}");
        assertThat(ledger().actions("buffer").toString()).isEqualTo("{add.int:16=1, sram.read:64@32KiB=3}");
        assertThat(ledger().actions("nobody")).isEmpty();
        assertThat(ledger().totals().toString()).isEqualTo("{add.int:16=121, sram.read:64@32KiB=3}");
    }

    @Test
    void addsUp() {
        var sum = ledger();
        sum.addAll(ledger());
        assertThat(sum.totals().toString()).isEqualTo("{add.int:16=242, sram.read:64@32KiB=6}");
    }

    @Test
    void theBillIsCountTimesPrice() {
        var bill = ledger().price(TABLE);
        // pe: 120 * 0.05 = 6; buffer: 3 * 10 + 1 * 0.05 = 30.05
        assertThat(bill.componentPj().get("pe")).isCloseTo(6, within(1e-12));
        assertThat(bill.componentPj().get("buffer")).isCloseTo(30.05, within(1e-12));
        assertThat(bill.totalPj()).isCloseTo(36.05, within(1e-12));
        assertThat(bill.confidencePj().get(Confidence.TRANSCRIBED)).isCloseTo(6.05, within(1e-12));
        assertThat(bill.confidencePj().get(Confidence.RECALLED)).isCloseTo(30, within(1e-12));
        assertThat(bill.lowConfidenceShare()).isCloseTo(30 / 36.05, within(1e-12));
    }

    @Test
    void whatHasNoPriceOrRunsBackwardsIsRefused() {
        var ledger = ledger();
        assertThatThrownBy(() -> ledger.count("pe", ADD, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a negative count of add.int:16 for pe: -1");
        ledger.count("pe", new Action("unpriced", 1), 1);
        assertThatThrownBy(() -> ledger.price(TABLE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not price unpriced:1");
    }

    @Test
    void countsComeBackFromTheirWrittenForm() {
        var counts = ledger().counts();
        assertThat(counts.toString()).isEqualTo("{buffer={add.int:16=1, sram.read:64@32KiB=3}, pe={add.int:16=120}}");
        var again = Ledger.of(counts);
        assertThat(again.counts()).isEqualTo(counts);
        assertThat(again.price(TABLE)).isEqualTo(ledger().price(TABLE));
        assertThat(Action.of("sram.read:64@32KiB")).isEqualTo(READ);
        for (String wrong :
                List.of("add.int", "add.int:0", "add.int:8@KiB", "add.int:8@8", "add int:8", ":8", "x:-1")) {
            assertThatThrownBy(() -> Action.of(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("got '" + wrong + "'");
        }
    }

    @Test
    void whatAModelStatesItselfIsPricedByNoTable() {
        var ledger = ledger();
        ledger.modelled("off-chip memory", 7, Confidence.DERIVED);
        ledger.modelled("buffer", 1, Confidence.DERIVED);
        var bill = ledger.price(TABLE);
        assertThat(bill.totalPj()).isCloseTo(36.05 + 8, within(1e-12));
        assertThat(bill.componentPj().get("buffer")).isCloseTo(31.05, within(1e-12));
        assertThat(bill.confidencePj().get(Confidence.DERIVED)).isEqualTo(8);
        assertThat(bill.modelledPj().toString()).isEqualTo("{buffer={DERIVED=1.0}, off-chip memory={DERIVED=7.0}}");
        assertThat(bill.plus(bill).modelledPj().get("off-chip memory").get(Confidence.DERIVED))
                .isEqualTo(14);
        var sum = new Ledger();
        sum.addAll(ledger);
        assertThat(sum.price(TABLE)).isEqualTo(bill);
        assertThatThrownBy(() -> ledger.modelled("buffer", -1, Confidence.DERIVED))
                .hasMessage("an energy of buffer that is none: -1.0");
    }
}
