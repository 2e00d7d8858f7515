package bitwright.sim.memory;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.sim.energy.Ledger;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Phase;
import bitwright.sim.trace.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BandwidthMemoryTest {
    /**
     * 0.5 GB/s are 4 bits a nanosecond, at 2 GHz 2 bits a cycle; 10 ns are 20 cycles. 3 bits cross in 1.5 cycles and are
     * there at 21.5, in cycle 22; 5 that are written cross until 4.0; one handed over at 100 is there at 120.5.
     */
    @Test
    void transfersFollowOneAnotherAndTheirLatenciesOverlap() {
        var engine = new Engine();
        var memory = new BandwidthMemory(0.5, 10, "dram");
        var channel = memory.plug(engine, memory.clock(2000), Timeline.OFF);
        List<Long> done = new ArrayList<>();
        engine.at(
                0,
                Phase.MOVE,
                argument -> {
                    channel.transfer(OffChip.Direction.READ, 0, 3, unused -> done.add(engine.now()), 0);
                    channel.transfer(OffChip.Direction.WRITE, 0, 5, unused -> done.add(engine.now()), 0);
                },
                0);
        engine.at(
                100,
                Phase.MOVE,
                argument -> channel.transfer(OffChip.Direction.READ, 0, 1, unused -> done.add(engine.now()), 0),
                0);
        engine.run();
        assertThat(done).containsExactly(4L, 22L, 121L);
        var ledger = new Ledger();
        channel.charge(ledger);
        assertThat(ledger.totals()).isEqualTo(Map.of("dram:1", 9L));
    }

    @Test
    void idealMemoryDeliversInTheSameTick() {
        var engine = new Engine();
        var memory = new IdealMemory("dram");
        var channel = memory.plug(engine, memory.clock(1000), Timeline.OFF);
        List<Long> done = new ArrayList<>();
        engine.at(
                7,
                Phase.REACT,
                argument -> channel.transfer(
                        OffChip.Direction.READ, 0, 1_000_000, id -> done.add(engine.now() * 10 + id), 3),
                0);
        engine.run();
        assertThat(done).containsExactly(73L);
    }
}
