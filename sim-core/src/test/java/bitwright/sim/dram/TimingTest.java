package bitwright.sim.dram;

import static bitwright.sim.dram.Command.ACTIVATE;
import static bitwright.sim.dram.Command.PRECHARGE;
import static bitwright.sim.dram.Command.READ;
import static bitwright.sim.dram.Command.READ_PRECHARGE;
import static bitwright.sim.dram.Command.REFRESH;
import static bitwright.sim.dram.Command.WRITE;
import static bitwright.sim.dram.Command.WRITE_PRECHARGE;
import static bitwright.sim.dram.Rule.Scope.BANK;
import static bitwright.sim.dram.Rule.Scope.BANK_GROUP;
import static bitwright.sim.dram.Rule.Scope.CHANNEL;
import static bitwright.sim.dram.Rule.Scope.OTHER_RANK;
import static bitwright.sim.dram.Rule.Scope.RANK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TimingTest {
    // tCL 14, tCWL 9, tBL 2, tRCDRD 10, tRCDWR 8, tRP 11, tRAS 27, tRC 38, tRTP 5, tWR 12, tCCD 2 and 4, tWTR 3
    // and 6, tRRD 4 and 7, tFAW 25, tRTRS 1
    private static final Timing TIMING = Drams.timing(1000, 100, 0);

    @Test
    void distancesFollowFromTheTable() {
        assertThat(TIMING.rules())
                .contains(
                        new Rule(RANK, READ, READ, 2),
                        new Rule(BANK_GROUP, READ, READ, 4),
                        new Rule(OTHER_RANK, READ, READ, 2 + 1), // the burst and the bus at rest
                        new Rule(CHANNEL, READ, WRITE, 14 + 2 + 1 - 9), // the write's data follow the read's
                        new Rule(RANK, WRITE, READ, 9 + 2 + 3),
                        new Rule(BANK_GROUP, WRITE, READ, 9 + 2 + 6),
                        new Rule(BANK, READ, PRECHARGE, 5),
                        new Rule(BANK, WRITE, PRECHARGE, 9 + 2 + 12),
                        new Rule(BANK, READ_PRECHARGE, ACTIVATE, 5 + 11),
                        new Rule(BANK, WRITE_PRECHARGE, ACTIVATE, 9 + 2 + 12 + 11),
                        new Rule(BANK, ACTIVATE, READ, 10),
                        new Rule(BANK, ACTIVATE, WRITE, 8),
                        new Rule(BANK, ACTIVATE, PRECHARGE, 27),
                        new Rule(BANK, ACTIVATE, ACTIVATE, 38),
                        new Rule(BANK, PRECHARGE, ACTIVATE, 11),
                        new Rule(BANK, PRECHARGE, REFRESH, 11),
                        new Rule(BANK_GROUP, ACTIVATE, ACTIVATE, 7),
                        new Rule(RANK, ACTIVATE, ACTIVATE, 4),
                        new Rule(RANK, ACTIVATE, ACTIVATE, 25, 4),
                        new Rule(RANK, REFRESH, ACTIVATE, 100))
                // 9 + 2 + 1 - 14 < 0: data of the write are long over before those of another rank's read
                .noneMatch(rule -> rule.scope() == OTHER_RANK && rule.previous() == WRITE && rule.next() == READ);
    }

    @Test
    void aTurnaroundThatIsGivenReplacesTheDerivedOne() {
        var given = new Timing(
                1,
                14,
                9,
                2,
                10,
                8,
                11,
                27,
                38,
                5,
                12,
                2,
                4,
                3,
                6,
                4,
                7,
                25,
                0,
                0,
                1,
                OptionalInt.of(20),
                0,
                0,
                0,
                0,
                0);
        assertThat(given.rules())
                .contains(new Rule(CHANNEL, READ, WRITE, 20))
                .noneMatch(rule -> rule.cycles() == 8 && rule.previous() == READ);
    }

    @Test
    void aTableThatContradictsItselfIsRefused() {
        assertThatThrownBy(() -> Drams.timing(100, 100, 0)).hasMessage("tRFC must be between 1 and tREFI - 1, got 100");
        assertThatThrownBy(() -> new AddressMapping("rochrababgba", Drams.small()))
                .hasMessage(
                        "mapping must name each of ch, ra, bg, ba, ro, co once, highest bits first, got 'rochrababgba'");
    }

    @Test
    void anAddressIsCutAsItsFieldsSay() {
        var organisation = new Organisation(2, 4, 2, 8, 64, 16, 32);
        var mapping = new AddressMapping("robaracobgch", organisation);
        // From the bottom: 5 bits in the access, channel 1, group 1, column 4, rank 2, bank 3, row 6.
        long address = 0b101101_110_10_1011_1_0_10001L;
        assertThat(mapping.channel(address)).isZero();
        assertThat(mapping.bankGroup(address)).isEqualTo(1);
        assertThat(mapping.column(address)).isEqualTo(0b1011);
        assertThat(mapping.rank(address)).isEqualTo(0b10);
        assertThat(mapping.bankOfGroup(address)).isEqualTo(0b110);
        assertThat(mapping.row(address)).isEqualTo(0b101101);
        assertThat(mapping.bank(address)).isEqualTo((0b10 * 2 + 1) * 8 + 0b110);
        assertThat(mapping.access(address)).isEqualTo(address >> 5);
        assertThat(mapping.access(address + organisation.bytes())).isEqualTo(address >> 5); // bits above do not count
    }
}
