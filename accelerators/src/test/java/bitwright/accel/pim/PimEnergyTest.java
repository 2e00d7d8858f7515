package bitwright.accel.pim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import bitwright.sim.dram.Currents;
import org.junit.jupiter.api.Test;

class PimEnergyTest {
    private static final PimEnergy GDDR6 =
            new PimEnergy(new Currents(1, 1.35, 71, 60, 61, 248, 231, 286, 0), 149.29, 1000, 16, 16, 0.5);

    @Test
    void energiesAreThoseOfTheDataSheetsArithmetic() {
        PimTiming timing = PimTiming.AIM;
        // V · (IDD0 · tRC − IDD3N · tRAS − IDD2N · tRP) = 1.35 · (71 · 44.5 − 61 · 27 − 60 · 16)
        assertThat(GDDR6.rowPj(timing)).isCloseTo(1.35 * (3159.5 - 1647 - 960), offset(1e-9));
        assertThat(GDDR6.readPj(timing)).isCloseTo(1.35 * 187, offset(1e-9));
        assertThat(GDDR6.writePj(timing)).isCloseTo(1.35 * 170, offset(1e-9));
        assertThat(GDDR6.refreshPj(timing)).isCloseTo(1.35 * 225 * 105, offset(1e-9));
        assertThat(GDDR6.closedPj(10) + GDDR6.openPj(10)).isCloseTo(1.35 * 61 * 10, offset(1e-9));
    }

    @Test
    void aMacTakesItsShareOfAReadInEveryBankAndThePowerOfItsUnits() {
        var memory = new PimMemory(8, 16, 16384, 2048, 32, 16, 2048, 2);
        assertThat(GDDR6.columnsPj(PimTiming.AIM, memory)).isCloseTo(1.35 * 187 * 0.5 * 16, offset(1e-9));
        assertThat(GDDR6.macPj(memory)).isCloseTo(149.29, offset(1e-9)); // 149.29 mW for a nanosecond
        var half = new PimMemory(8, 8, 16384, 2048, 32, 32, 2048, 2);
        assertThat(GDDR6.columnsPj(PimTiming.AIM, half)).isCloseTo(1.35 * 187 * 0.5 * 2 * 8, offset(1e-9));
        assertThat(GDDR6.macPj(half)).isCloseTo(149.29, offset(1e-9));
    }

    /** The currents that are recalled of the paper make an open bank draw more than one that opens and closes all the time. */
    @Test
    void currentsThatContradictOneAnotherGiveNothingRatherThanLess() {
        var recalled = new PimEnergy(new Currents(1, 1.25, 122, 92, 142, 530, 470, 277, 0), 149.29, 1000, 16, 16, 1);
        var timing =
                new PimTiming(12, 12, 12, 27, 1, 12, 1, 1, 1, 25, 3, 5.5, 6825, 455, 6, 0, 0.5, 1, 1, 2.5, 6, 0, 0, 0);
        assertThat(122 * 39 - 142 * 27 - 92 * 12).isNegative();
        assertThat(recalled.rowPj(timing)).isZero();
    }
}
