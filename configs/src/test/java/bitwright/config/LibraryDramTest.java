package bitwright.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import bitwright.sim.energy.Ledger;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Phase;
import bitwright.sim.memory.OffChip;
import bitwright.sim.memory.OffChip.Direction;
import bitwright.sim.trace.Timeline;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Transfers on the library's DDR4-2400: a cycle is 0.83 ns, which beside a clock of 1 GHz is 83 ticks of 10 ps. */
class LibraryDramTest {
    private static final long CYCLE = 83;
    private static final int ACCESS_BITS = 512;

    private final Engine engine = new Engine();
    private final OffChip dram = plug();
    private final List<String> done = new ArrayList<>();

    private OffChip plug() {
        var memory = ConfigReader.builtIn()
                .memory(Library.builtIn().path(Library.Kind.MEMORY, "ddr4-2400"), List.of())
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
}
