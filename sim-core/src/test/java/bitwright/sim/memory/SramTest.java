package bitwright.sim.memory;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.sim.energy.Action;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SramTest {
    /** 8 banks of one port: 16 words that follow one another take two cycles, 17 three. */
    @Test
    void wordsInARowUseAllBanks() {
        var sram = new Sram(32, 8, 1, 64);
        assertThat(sram.streamCycles(16)).isEqualTo(2);
        assertThat(sram.streamCycles(17)).isEqualTo(3);
        assertThat(new Sram(32, 8, 2, 64).streamCycles(17)).isEqualTo(2);
        assertThat(sram.words(65)).isEqualTo(2);
        assertThat(sram.capacityBits()).isEqualTo(32 * 8192);
    }

    /** On 8 banks words 0, 4, 8, 12 lie in banks 0, 4, 0, 4; words 0, 3, 6, 9 in 0, 3, 6, 1; words 0, 8, 16, 24 in 0. */
    @Test
    void aStrideThatSharesAFactorWithTheBanksCollides() {
        var sram = new Sram(32, 8, 1, 64);
        assertThat(sram.gatherCycles(new long[] {0, 4, 8, 12}, 4, 1)).isEqualTo(2);
        assertThat(sram.gatherCycles(new long[] {0, 3, 6, 9}, 4, 1)).isEqualTo(1);
        assertThat(sram.gatherCycles(new long[] {0, 8, 16, 24}, 4, 1)).isEqualTo(4);
        assertThat(new Sram(32, 8, 2, 64).gatherCycles(new long[] {0, 8, 16, 24}, 4, 1))
                .isEqualTo(2);
        assertThat(sram.gatherCycles(new long[] {0, 8, 16, 24}, 2, 1)).isEqualTo(2);
    }

    @Test
    void gatheringIsCountingTheWordsOfEachBank() {
        var random = new SplittableRandom(1);
        for (int trial = 0; trial < 500; trial++) {
            int banks = 1 + random.nextInt(12);
            int ports = 1 + random.nextInt(3);
            int runs = 1 + random.nextInt(6);
            int words = random.nextInt(30);
            long[] first = random.longs(runs, 0, 1000).toArray();
            long most = 0;
            for (int bank = 0; bank < banks; bank++) {
                long hits = 0;
                for (long start : first) {
                    for (long word = start; word < start + words; word++) {
                        hits += word % banks == bank ? 1 : 0;
                    }
                }
                most = Math.max(most, hits);
            }
            long cycles = 0;
            while (cycles * ports < most) {
                cycles++;
            }
            assertThat(new Sram(1, banks, ports, 8).gatherCycles(first, runs, words))
                    .as("seed 1, trial %d", trial)
                    .isEqualTo(cycles);
        }
    }

    @Test
    void withoutANumberOfBanksAccessesTakeNoTime() {
        var sram = Sram.ofKiB(4);
        assertThat(sram.limitsAccess()).isFalse();
        assertThat(sram.streamCycles(1000)).isZero();
        assertThat(sram.gatherCycles(new long[] {0, 0}, 2, 5)).isZero();
    }

    @Test
    void anAccessIsPricedByCapacityAndWidth() {
        assertThat(new Sram(32, 8, 1, 128).read()).isEqualTo(new Action("sram.read", 128, 32));
        assertThat(new Sram(32, 8, 1, 128).write()).isEqualTo(new Action("sram.write", 128, 32));
    }
}
