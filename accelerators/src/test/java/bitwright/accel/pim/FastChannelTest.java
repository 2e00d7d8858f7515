package bitwright.accel.pim;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.accel.pim.Busy.Cause;
import bitwright.accel.pim.ChannelProgram.Buffer;
import bitwright.accel.pim.ChannelProgram.Rows;
import bitwright.sim.engine.Frequency;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FastChannelTest {
    @Test
    void rowsByMultiplicationTakeTheCyclesOfTheirCommands() {
        for (int seed = 0; seed < 100; seed++) {
            var random = new Random(seed);
            var times = ChannelPrograms.random(random).at(Frequency.ofMHz(1000), 1);
            int registers = 1 + random.nextInt(3);
            boolean refreshes = random.nextInt(6) > 0;
            var slow = new ChannelRun(times, registers, refreshes);
            var memory = new FastChannel.Memory(times, registers, refreshes);
            var fast = new FastChannel(memory);
            long start = 0;
            for (int i = 0; i < 8; i++) {
                var program = ChannelPrograms.random(random, 300);
                long end = ChannelPrograms.run(slow, program, start);
                String what = "seed " + seed + " program " + i + " " + program;
                assertThat(fast.run(program, start)).as(what).isEqualTo(end);
                assertThat(fast.openCycles()).as(what).isEqualTo(slow.openCycles());
                assertThat(fast.busy().cycles).as(what).isEqualTo(slow.busy().cycles);
                assertThat(slow.busy().total()).as(what).isEqualTo(end - start);
                for (PimCommand command : PimCommand.values()) {
                    assertThat(fast.count(command)).as("%s %s", what, command).isEqualTo(slow.count(command));
                }
                start = end + random.nextInt(3) * random.nextInt(1500);
            }
        }
    }

    @Test
    void refreshesCostTheSameWhetherRowsAreMultipliedOrNot() {
        var times = ChannelPrograms.paper().at(Frequency.ofMHz(1000), 1);
        var slow = new ChannelRun(times, 2, true);
        var fast = new FastChannel(new FastChannel.Memory(times, 2, true));
        var program = new ChannelProgram(List.of(new Buffer(64), new Rows(64, 0, 64, 64 * 2000L)));
        long end = ChannelPrograms.run(slow, program, 0);
        assertThat(fast.run(program, 0)).isEqualTo(end);
        assertThat(fast.count(PimCommand.REFRESH)).isEqualTo(end / 6825);
        assertThat(fast.busy().of(Cause.MAC)).isGreaterThanOrEqualTo(64 * 2000L);
    }
}
