package bitwright.sim.dram;

import static bitwright.sim.dram.Drams.TIMING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bitwright.sim.dram.ControllerPolicy.Page;
import bitwright.sim.dram.ControllerPolicy.Queues;
import bitwright.sim.dram.ControllerPolicy.Refresh;
import bitwright.sim.energy.Ledger;
import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Phase;
import bitwright.sim.engine.Turn;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DramTest {
    private static final int GROUP = 512;
    private static final int BANK = 1024;
    private static final int ROW = 2048;

    private final Engine engine = new Engine();
    private final CommandLog log = new CommandLog();
    private final List<String> done = new ArrayList<>();
    private Dram dram;

    private void attach(DramMemory memory, long period) {
        dram = Dram.attach(engine, new Clock(Dram.frequency(memory), period), memory);
        dram.listen(log);
    }

    private void attach(DramMemory memory) {
        attach(memory, 1);
    }

    private void at(long tick, long address, boolean write) {
        engine.at(
                tick,
                Phase.REACT,
                unused -> dram.request(address, write, argument -> done.add(argument + "@" + engine.now()), address),
                0);
    }

    private void read(long tick, long address) {
        at(tick, address, false);
    }

    @ParameterizedTest
    @EnumSource(Queues.class)
    void aClosedBankIsOpenedOneCycleAfterTheRequestAndReadAsSoonAsItIsOpen(Queues queues) {
        attach(Drams.memory(Drams.policy(queues, Page.OPEN, 4, Refresh.NONE)));
        read(100, 0);
        engine.run();
        // ACTIVATE at 100 + 1, READ tRCDRD = 10 later, data tCL + tBL = 14 + 2 after that.
        assertThat(log.lines()).containsExactly("101 ACTIVATE 0 row 0", "111 READ 0 row 0");
        assertThat(done).containsExactly("0@127");
    }

    @ParameterizedTest
    @EnumSource(Queues.class)
    void readsOfOneRowAreTCcdlApartAndOfTwoGroupsTCcds(Queues queues) {
        attach(Drams.memory(Drams.policy(queues, Page.OPEN, 4, Refresh.NONE)));
        read(0, 0);
        read(1, 64);
        read(2, 128);
        read(0, GROUP);
        engine.run();
        // ACTIVATEs of two groups tRRDS = 4 apart. Bank 0 reads at 11. At 15 both banks could (tCCDL 4 after
        // 11; tRCDRD 10 after 5), and bank 2's request is the older one and has the turn. Bank 0 follows tCCDS
        // 2 later, then tCCDL 4 later.
        assertThat(log.lines())
                .containsExactly(
                        "1 ACTIVATE 0 row 0",
                        "5 ACTIVATE 2 row 0",
                        "11 READ 0 row 0",
                        "15 READ 2 row 0",
                        "17 READ 0 row 0",
                        "21 READ 0 row 0");
    }

    @ParameterizedTest
    @EnumSource(Queues.class)
    void anotherRowOfABankWaitsForTRasAndTRp(Queues queues) {
        attach(Drams.memory(Drams.policy(queues, Page.OPEN, 4, Refresh.NONE)));
        read(0, 0);
        read(0, ROW);
        engine.run();
        // PRECHARGE at max(1 + tRAS 27, 11 + tRTP 5) = 28, ACTIVATE tRP 11 later, READ tRCDRD 10 later.
        assertThat(log.lines())
                .containsExactly(
                        "1 ACTIVATE 0 row 0",
                        "11 READ 0 row 0",
                        "28 PRECHARGE 0",
                        "39 ACTIVATE 0 row 1",
                        "49 READ 0 row 1");
        assertThat(dram.rowHits()).isZero();
        assertThat(dram.counts().stallCycles(Stall.ROW)).isPositive();
    }

    @Test
    void atMostFourRowsAreOpenedWithinTFaw() {
        attach(Drams.memory(new Organisation(1, 1, 4, 2, 64, 8, 64), TIMING, Drams.policy()));
        for (int group = 0; group < 4; group++) {
            read(0, (long) group * GROUP);
        }
        read(0, 4 * GROUP);
        engine.run();
        // Four groups tRRDS = 4 apart: 1, 5, 9, 13. The fifth waits until 1 + tFAW 25 = 26.
        assertThat(log.entries.stream()
                        .filter(entry -> entry.command() == Command.ACTIVATE)
                        .map(CommandLog.Entry::cycle))
                .containsExactly(1L, 5L, 9L, 13L, 26L);
        assertThat(dram.counts().stallCycles(Stall.ACTIVATION)).isPositive();
    }

    @Test
    void aRowOthersWaitForIsGivenUpAfterSoManyUses() {
        attach(Drams.memory(Drams.policy(Queues.PER_BANK, Page.OPEN, 2, Refresh.NONE)));
        read(0, 0);
        read(1, ROW);
        for (int column = 1; column <= 4; column++) {
            read(1 + column, column * 64L);
        }
        engine.run();
        assertThat(log.entries.stream()
                        .filter(entry -> entry.command().isColumn())
                        .map(CommandLog.Entry::row))
                .startsWith(0, 0)
                .contains(1);
        // Two uses, at 11 and 15; then the waiting request may close the row, which tRAS allows at 28. Until
        // then the row serves more hits, at 19 and 23 and 27.
        assertThat(log.lines().subList(0, 7))
                .containsExactly(
                        "1 ACTIVATE 0 row 0",
                        "11 READ 0 row 0",
                        "15 READ 0 row 0",
                        "19 READ 0 row 0",
                        "23 READ 0 row 0",
                        "27 READ 0 row 0",
                        "32 PRECHARGE 0"); // 27 + tRTP 5
    }

    @ParameterizedTest
    @EnumSource(Queues.class)
    void writesAreDoneForTheirSenderAtOnceAndReadsOfThemNeedNoCommand(Queues queues) {
        attach(Drams.memory(Drams.policy(queues, Page.OPEN, 4, Refresh.NONE)));
        at(0, 0, true);
        at(0, 0, true);
        read(0, 0);
        engine.run();
        dram.flush();
        engine.run();
        assertThat(done).containsExactly("0@1", "0@1", "0@1");
        assertThat(dram.counts().forwardedReads()).isEqualTo(1);
        assertThat(dram.counts().mergedWrites()).isEqualTo(1);
        assertThat(dram.count(Command.WRITE)).isEqualTo(1);
        assertThat(dram.waiting()).isZero();
    }

    @Test
    void fewWritesStayUntilTheyAreFlushed() {
        attach(Drams.memory(Drams.policy()));
        at(0, 0, true);
        engine.run();
        assertThat(dram.waiting()).isEqualTo(1);
        assertThat(log.entries).isEmpty();
        dram.flush();
        engine.run();
        // now is 1, when the sender was told; ACTIVATE at 2, WRITE tRCDWR = 8 later
        assertThat(log.lines()).containsExactly("2 ACTIVATE 0 row 0", "10 WRITE 0 row 0");
    }

    @Test
    void aReadAfterAWriteWaitsForTheBusToTurn() {
        attach(Drams.memory(Drams.policy(Queues.SHARED, Page.OPEN, 0, Refresh.NONE)));
        at(0, 0, true);
        read(5, 64);
        read(5, GROUP);
        engine.run();
        // WRITE at 1 + tRCDWR 8 = 9; READ of the group tCWL 9 + tBL 2 + tWTRL 6 later: 26. The other group is
        // opened at 6 and could be read at 16, but for tCWL 9 + tBL 2 + tWTRS 3 after 9: 23; then 26 is tCCDS 2
        // or more after.
        assertThat(log.lines())
                .containsExactly(
                        "1 ACTIVATE 0 row 0",
                        "6 ACTIVATE 2 row 0",
                        "9 WRITE 0 row 0",
                        "23 READ 2 row 0",
                        "26 READ 0 row 0");
        assertThat(dram.counts().stallCycles(Stall.TURNAROUND)).isPositive();
    }

    @Test
    void readsOfOneAccessAreMerged() {
        attach(Drams.memory(Drams.policy()));
        read(0, 0);
        read(3, 63);
        engine.run();
        assertThat(done).containsExactly("0@27", "63@27");
        assertThat(dram.count(Command.READ)).isEqualTo(1);
        assertThat(dram.counts().mergedReads()).isEqualTo(1);
    }

    @Test
    void aClosedPageTakesItsPrechargeWithIt() {
        attach(Drams.memory(Drams.policy(Queues.PER_BANK, Page.CLOSED, 4, Refresh.NONE)));
        read(0, 0);
        read(0, 64);
        engine.run();
        // READ_PRECHARGE at 11; the next ACTIVATE at max(1 + tRC 38, 11 + tRTP 5 + tRP 11) = 39.
        assertThat(log.lines())
                .containsExactly(
                        "1 ACTIVATE 0 row 0",
                        "11 READ_PRECHARGE 0 row 0",
                        "39 ACTIVATE 0 row 0",
                        "49 READ_PRECHARGE 0 row 0");
    }

    @Test
    void theEngineEndsThoughRefreshesWouldGoOnAndTheyAreMadeUpForAtTheirCycles() {
        attach(Drams.memory(
                Drams.small(),
                Drams.timing(1000, 100, 0),
                Drams.policy(Queues.PER_BANK, Page.OPEN, 4, Refresh.ALL_BANK)));
        read(0, 0);
        engine.run();
        assertThat(engine.now()).isEqualTo(27);
        read(3050, 0);
        engine.run();
        // Refreshes at 1000, when bank 0 must be closed first (tRP 11), 2000 and 3000. The last holds the bank
        // until 3000 + tRFC 100; then ACTIVATE, READ tRCDRD 10 later.
        assertThat(log.lines().subList(2, log.lines().size()))
                .containsExactly(
                        "1000 PRECHARGE_ALL 0",
                        "1011 REFRESH 0",
                        "2000 REFRESH 0",
                        "3000 REFRESH 0",
                        "3100 ACTIVATE 0 row 0",
                        "3110 READ 0 row 0");
        assertThat(dram.counts().stallCycles(Stall.REFRESH)).isEqualTo(3100 - 3051);
    }

    @Test
    void refreshesOfTheRestAreThereWhenAsked() {
        attach(Drams.memory(
                Drams.small(),
                Drams.timing(1000, 100, 0),
                Drams.policy(Queues.SHARED, Page.OPEN, 4, Refresh.ALL_BANK)));
        engine.runUntil(10_500);
        assertThat(dram.count(Command.REFRESH)).isEqualTo(10);
    }

    @Test
    void banksAreRefreshedOneByOneWhileOthersAreServed() {
        attach(Drams.memory(
                Drams.small(),
                Drams.timing(1000, 100, 50),
                Drams.policy(Queues.PER_BANK, Page.OPEN, 4, Refresh.PER_BANK)));
        read(40, BANK); // bank 1
        read(49, 0); // bank 0, which is refreshed at 50 for tRFCpb = 40 cycles
        engine.runUntil(220);
        dram.count(Command.REFRESH_BANK);
        // Groups first: banks 0, 2, 1, 3. In a cycle in which both could go the refresh does.
        assertThat(log.lines())
                .containsExactly(
                        "41 ACTIVATE 1 row 0",
                        "50 REFRESH_BANK 0",
                        "51 READ 1 row 0",
                        "90 ACTIVATE 0 row 0",
                        "100 REFRESH_BANK 2",
                        "101 READ 0 row 0",
                        "150 PRECHARGE 1",
                        "161 REFRESH_BANK 1",
                        "200 REFRESH_BANK 3");
    }

    @Test
    void withoutRoomARequestIsRefusedAndItsSenderWokenWhenThereIsRoom() {
        var policy = new ControllerPolicy(Queues.SHARED, 1, 8, 1, 8, 2, 0, Page.OPEN, 0, Refresh.NONE, true, false);
        attach(Drams.memory(policy));
        List<Long> woken = new ArrayList<>();
        dram.onRoom(new Turn(engine, () -> woken.add(engine.now())));
        read(0, 0);
        engine.at(
                0,
                Phase.OBSERVE,
                unused -> {
                    assertThat(dram.accepts(64, false)).isFalse();
                    assertThatThrownBy(() -> dram.request(64, false, null, 0))
                            .hasMessageContaining("no room for a read at cycle 0");
                    assertThat(dram.accepts(64, true)).isTrue();
                },
                0);
        engine.run();
        // The request leaves the queue with its ACTIVATE.
        assertThat(woken).containsExactly(1L);
    }

    @Test
    void theClockOfTheDramMayBeSlowerThanTheEngines() {
        attach(Drams.memory(Drams.policy()), 3);
        read(7, 0); // between the edges of cycles 2 and 3
        engine.run();
        // In cycle 2, so ACTIVATE in 3, READ in 13, data in 29: tick 87.
        assertThat(log.lines()).containsExactly("3 ACTIVATE 0 row 0", "13 READ 0 row 0");
        assertThat(done).containsExactly("0@87");
    }

    @Test
    void aRequestBeforeTheControllersTurnInItsTickWaitsForTheNextCycleAllTheSame() {
        attach(Drams.memory(Drams.policy()));
        read(0, 0);
        engine.at(1, Phase.MOVE, unused -> dram.request(GROUP, false, null, 0), 0);
        engine.run();
        assertThat(log.lines()).startsWith("1 ACTIVATE 0 row 0", "5 ACTIVATE 2 row 0");
    }

    @Test
    void channelsDoNotWaitForOneAnother() {
        attach(Drams.memory(new Organisation(2, 1, 2, 2, 64, 8, 64), TIMING, Drams.policy()));
        read(0, 0);
        read(0, 2048); // the bit of the channel is above those of group and bank
        engine.run();
        assertThat(done).containsExactlyInAnyOrder("0@27", "2048@27");
    }

    @Test
    void energyIsThatOfTheCurrents() {
        attach(Drams.memory(Drams.policy()));
        read(0, 0);
        engine.runUntil(127);
        var energy = dram.energy().orElseThrow().get(0);
        // Two devices at 1.5 V, 1 ns a cycle: 3 pJ a mA and cycle.
        assertThat(energy.activatePj()).isEqualTo(3 * (50 * 38 - (30 * 27 + 20 * 11)), within(1e-9));
        assertThat(energy.readPj()).isEqualTo(3 * (150 - 30) * 2, within(1e-9));
        assertThat(energy.writePj()).isZero();
        // Closed before cycle 1, open in the 126 cycles from then on.
        assertThat(energy.prechargedStandbyPj()).containsExactly(3.0 * 20);
        assertThat(energy.activeStandbyPj()).containsExactly(3.0 * 30 * 126);
        assertThat(energy.totalPj())
                .isEqualTo(energy.activatePj() + energy.readPj() + 3.0 * 20 + 3.0 * 30 * 126, within(1e-9));
        var ledger = new Ledger();
        dram.count(ledger, "memory");
        assertThat(ledger.totals()).containsOnlyKeys("dram.ddr4:1").containsValue(512L);
    }
}
