package bitwright.accel.pim;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.accel.pim.ChannelProgram.Buffer;
import bitwright.accel.pim.ChannelProgram.Rows;
import bitwright.accel.pim.ChannelProgram.Transfer;
import bitwright.sim.engine.Frequency;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChannelRunTest {
    private record Sent(long cycle, PimCommand command) {}

    private static List<Sent> sent(ChannelRun channel, ChannelProgram program, long start) {
        var commands = new ArrayList<Sent>();
        channel.listen((cycle, command) -> commands.add(new Sent(cycle, command)));
        ChannelPrograms.run(channel, program, start);
        return commands;
    }

    @Test
    void aRowOfSixtyFourMacsTakesTheTimesThatThePaperGives() {
        var channel = new ChannelRun(ChannelPrograms.paper().at(Frequency.ofMHz(1000), 1), 2, false);
        // ACTIVATE at 0, MACs from 12 to 75, PRECHARGE at 76, ACTIVATE at 88, MACs from 100 to 163; the sum of the
        // second
        // row is there six cycles after its last MAC, at 169, and has left a cycle later.
        var program = new ChannelProgram(List.of(new Rows(64, 0, 64, 128)));
        var commands = sent(channel, program, 0);
        assertThat(commands).contains(new Sent(0, PimCommand.ACTIVATE_ALL));
        assertThat(commands).contains(new Sent(12, PimCommand.MAC_ALL), new Sent(75, PimCommand.MAC_ALL));
        assertThat(commands).contains(new Sent(76, PimCommand.PRECHARGE_ALL), new Sent(88, PimCommand.ACTIVATE_ALL));
        assertThat(commands).contains(new Sent(81, PimCommand.READ_RESULT), new Sent(169, PimCommand.READ_RESULT));
        assertThat(commands).contains(new Sent(163, PimCommand.MAC_ALL), new Sent(164, PimCommand.PRECHARGE_ALL));
        assertThat(commands).hasSize(2 + 128 + 2 + 2);
    }

    @Test
    void theFirstRowIsOpenedWhileTheBufferIsWritten() {
        var channel = new ChannelRun(ChannelPrograms.paper().at(Frequency.ofMHz(1000), 1), 2, false);
        var program = new ChannelProgram(List.of(new Buffer(64), new Rows(64, 0, 64, 64)));
        var commands = sent(channel, program, 0);
        // The row's command takes the first cycle, the buffer's writes those from 1 to 64, and the row is open by then.
        assertThat(commands.get(0)).isEqualTo(new Sent(0, PimCommand.ACTIVATE_ALL));
        assertThat(commands.get(64)).isEqualTo(new Sent(64, PimCommand.WRITE_BUFFER));
        assertThat(commands.get(65)).isEqualTo(new Sent(65, PimCommand.MAC_ALL));
    }

    @Test
    void withOneRegisterASumWaitsUntilTheOneBeforeHasBeenRead() {
        var channel = new ChannelRun(ChannelPrograms.paper().at(Frequency.ofMHz(1000), 1), 1, false);
        var commands = sent(channel, new ChannelProgram(List.of(new Rows(2, 0, 64, 4))), 0);
        // MACs at 12 and 13, the sum is read six cycles later, at 19, and the next sum begins behind that.
        assertThat(commands)
                .containsSubsequence(
                        new Sent(13, PimCommand.MAC_ALL),
                        new Sent(19, PimCommand.READ_RESULT),
                        new Sent(20, PimCommand.MAC_ALL),
                        new Sent(21, PimCommand.MAC_ALL),
                        new Sent(27, PimCommand.READ_RESULT));
    }

    @Test
    void aRefreshGoesOutBeforeTheFirstRowAfterItsTime() {
        var channel = new ChannelRun(ChannelPrograms.paper().at(Frequency.ofMHz(1000), 1), 2, true);
        // Row n opens at 88 n. Row 77 opens at 6776 and ends at 6776 + 75 = 6851, after 6825: closed at 6852, refreshed
        // at 6864, opened again at 6864 + 455.
        var commands = sent(channel, new ChannelProgram(List.of(new Rows(64, 0, 64, 64 * 80))), 0);
        assertThat(commands)
                .containsSubsequence(
                        new Sent(6776, PimCommand.ACTIVATE_ALL),
                        new Sent(6852, PimCommand.PRECHARGE_ALL),
                        new Sent(6864, PimCommand.REFRESH),
                        new Sent(6864 + 455, PimCommand.ACTIVATE_ALL));
    }

    @Test
    void anIdleChannelIsRefreshedAtItsTime() {
        var channel = new ChannelRun(ChannelPrograms.paper().at(Frequency.ofMHz(1000), 1), 2, true);
        var commands = sent(channel, new ChannelProgram(List.of(new Transfer(false, false, 0, 64, 1))), 14_000);
        assertThat(commands.subList(0, 3))
                .containsExactly(
                        new Sent(6825, PimCommand.REFRESH),
                        new Sent(13_650, PimCommand.REFRESH),
                        new Sent(13_650 + 455, PimCommand.ACTIVATE));
    }

    @Test
    void aRowOfAimTakesTheTicksThatAimSimulatorGives() {
        // 56 from opening to the first MAC, 63 times 2 between MACs, 12 to closing, 32 to the next opening: 226 ticks
        // of half
        // a nanosecond, as the golden programs have it.
        var channel = new ChannelRun(PimTiming.AIM.at(Frequency.ofMHz(AimHost.CLOCK_MHZ), 1), 1, false);
        var commands = sent(channel, new ChannelProgram(List.of(new Rows(192, 0, 64, 192))), 0);
        assertThat(commands)
                .containsSubsequence(
                        new Sent(0, PimCommand.ACTIVATE_ALL),
                        new Sent(56, PimCommand.MAC_ALL),
                        new Sent(182, PimCommand.MAC_ALL),
                        new Sent(194, PimCommand.PRECHARGE_ALL),
                        new Sent(226, PimCommand.ACTIVATE_ALL),
                        new Sent(452, PimCommand.ACTIVATE_ALL));
        assertThat(channel.count(PimCommand.CHANGE_MODE)).isEqualTo(1); // for the sum
    }

    @Test
    void noCommandComesBeforeAnyRuleAllowsIt() {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            var times = ChannelPrograms.random(random).at(Frequency.ofMHz(1000), 1);
            var channel = new ChannelRun(times, 1 + random.nextInt(3), true);
            var commands = sent(channel, ChannelPrograms.random(random, 60), random.nextInt(3000));
            long[] last = new long[PimCommand.COUNT];
            Arrays.fill(last, -1_000_000);
            long before = -1;
            for (Sent one : commands) {
                assertThat(one.cycle()).as("seed %d %s", seed, one).isGreaterThan(before);
                for (PimCommand previous : PimCommand.values()) {
                    int distance = times.cycles[
                            previous.ordinal() * PimCommand.COUNT
                                    + one.command().ordinal()];
                    assertThat(one.cycle() - last[previous.ordinal()])
                            .as("seed %d %s after %s", seed, one, previous)
                            .isGreaterThanOrEqualTo(distance);
                }
                last[one.command().ordinal()] = one.cycle();
                before = one.cycle();
            }
        }
    }
}
