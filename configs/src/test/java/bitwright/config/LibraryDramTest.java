package bitwright.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import bitwright.sim.energy.Confidence;
import bitwright.sim.energy.Ledger;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Phase;
import bitwright.sim.memory.OffChip;
import bitwright.sim.memory.OffChip.Direction;
import bitwright.sim.trace.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Transfers on the library's DDR4-2400: a cycle is 0.83 ns, which beside a clock of 1 GHz is 83 ticks of 10 ps. */
class LibraryDramTest {
    private static final long CYCLE = 83;
    private static final int ACCESS_BITS = 512;

    private final Engine engine = new Engine();
    private final OffChip dram = plug();
    private final List<String> done = new ArrayList<>();

    private OffChip plug(String... settings) {
        var memory = ConfigReader.builtIn()
                .memory(
                        Library.builtIn().path(Library.Kind.MEMORY, "ddr4-2400"),
                        Stream.of(settings).map(Setting::parse).toList())
                .memory();
        var clock = memory.clock(1000);
        assertThat(clock.period()).isEqualTo(100);
        return memory.plug(engine, clock, Timeline.OFF);
    }

    private void transfer(Direction direction, long address, long bits, String name) {
        dram.transfer(direction, address, bits, unused -> done.add(name + " " + engine.now() / CYCLE), 0);
    }

    private void transfersAtOnce(Runnable transfers) {
        engine.at(0, Phase.MOVE, unused -> transfers.run(), 0);
        engine.run();
    }

    /** Accepted in cycle 0, the row opened in 1, read in 1 + tRCD 17, the last data there after tCL 17 and a burst of 4. */
    @Test
    void oneAccessTakesTheLatencyOfAClosedBank() {
        transfersAtOnce(() -> transfer(Direction.READ, 0, 1, "first"));
        assertThat(done).containsExactly("first " + (1 + 17 + 17 + 4));
    }

    /** The first 64 bits of an access, then the rest of it and no more: the second transfer needs nothing of its own. */
    @Test
    void anAccessThatTwoTransfersShareIsAskedForOnce() {
        transfersAtOnce(() -> {
            transfer(Direction.READ, 0, 64, "first");
            transfer(Direction.READ, 64, ACCESS_BITS - 64, "second");
        });
        assertThat(done).containsExactly("first 39", "second 39");
        var ledger = new Ledger();
        dram.charge(ledger);
        assertThat(ledger.totals()).containsExactly(entry("dram.ddr4:1", (long) ACCESS_BITS));
        assertThat(dram.statistics())
                .containsEntry("dramActivates", 1.0)
                .containsEntry("dramMovedBits", (double) ACCESS_BITS)
                .containsEntry("dramRowHitPercent", 0.0);
    }

    /** Writes are done when they are taken; what waits in the queues is written before anything is billed. */
    @Test
    void everyWriteReachesTheBanks() {
        transfersAtOnce(() -> transfer(Direction.WRITE, 0, 3L * ACCESS_BITS, "written"));
        assertThat(done).hasSize(1);
        assertThat(dram.statistics()).containsEntry("dramMovedBits", 3.0 * ACCESS_BITS);
    }

    /** A long transfer and one to a single bank are reported in the order in which they were handed over. */
    @Test
    void transfersOfADirectionAreReportedInTheirOrder() {
        transfersAtOnce(() -> {
            transfer(Direction.READ, 0, 1000L * ACCESS_BITS, "long");
            transfer(Direction.READ, 5000L * ACCESS_BITS, 1, "short");
            transfer(Direction.WRITE, 9000L * ACCESS_BITS, 1, "write");
        });
        assertThat(done).hasSize(3);
        assertThat(done.stream().map(entry -> entry.split(" ")[0]).filter(name -> !name.equals("write")))
                .containsExactly("long", "short");
        // 1000 bursts of 4 cycles at best; row changes and refreshes take their part.
        long end = Long.parseLong(done.stream()
                .filter(name -> name.startsWith("long"))
                .findFirst()
                .orElseThrow()
                .split(" ")[1]);
        assertThat(end).isBetween(4000L, 5500L);
    }

    /** The devices' own energy is billed as it is: no action is counted, and every table leaves it alone. */
    @Test
    void currentsAreBilledInPlaceOfBits() {
        var drawing = plug("billing=currents");
        engine.at(0, Phase.MOVE, unused -> drawing.transfer(Direction.READ, 0, 1, end -> {}, 0), 0);
        engine.run();
        var ledger = new Ledger();
        drawing.charge(ledger);
        assertThat(ledger.totals()).isEmpty();
        double devices = drawing.statistics().get("dramDevicesPj");
        // The row alone: 8 devices, 1.2 V, 48 mA for tRC less 43 mA for tRAS and 34 mA for tRP, at 0.83 ns a cycle.
        assertThat(devices).isGreaterThan(8 * 1.2 * (48 * (39 + 17) - 43 * 39 - 34 * 17) * 0.83);
        for (String table : List.of("cmos-45nm", "dram-dear")) {
            var bill = ledger.price(ConfigReader.builtIn().energy(table, "a test"));
            assertThat(bill.componentPj()).containsExactly(entry(OffChip.COMPONENT, devices));
            assertThat(bill.confidencePj()).containsExactly(entry(Confidence.DERIVED, devices));
        }
        assertThatThrownBy(() -> plug("billing=currents", "currents=null"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("billing: must not be currents: the memory has none");
    }
}
