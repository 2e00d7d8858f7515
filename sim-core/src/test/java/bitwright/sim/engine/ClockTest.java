package bitwright.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockTest {
    @ParameterizedTest(name = "{0} and {1} MHz beat every {2} and {3} ticks of {4} MHz")
    @CsvSource({
        "3000, 800, 4, 15, 12000", // lcm(3000, 800) = 12000
        "1000, 1000, 1, 1, 1000",
        "1000, 2000, 2, 1, 2000",
        "1333.33, 1000, 100000, 133333, 133333000", // 133333/100 and 1000/1: lcm(133333, 1000) / gcd(100, 1)
        "0.5, 0.75, 3, 2, 1.5", // 1/2 and 3/4: lcm(1, 3) / gcd(2, 4) = 3/2
    })
    void aTickDividesThePeriodsOfAllClocks(double first, double second, long period, long otherPeriod, double tick) {
        var clocks = Clock.together(Frequency.ofMHz(first), Frequency.ofMHz(second));
        assertThat(clocks).extracting(Clock::period).containsExactly(period, otherPeriod);
        for (var clock : clocks) {
            assertThat(clock.frequency().megahertz() * clock.period()).isEqualTo(tick);
        }
    }

    @Test
    void aThreeGigahertzClockNeverDrifts() {
        var clocks = Clock.together(Frequency.ofMHz(3000), Frequency.ofMHz(1000), Frequency.ofPeriodNs(0.75));
        // 3000, 1000 and 4000/3 MHz: lcm(3000, 1000, 4000) / gcd(1, 1, 3) = 12000 MHz
        assertThat(clocks).extracting(Clock::period).containsExactly(4L, 12L, 9L);
        long hour = 3_600_000_000_000L; // in ns
        assertThat(clocks.get(0).ticks(3 * hour)).isEqualTo(clocks.get(1).ticks(hour));
        assertThat(clocks.get(0).nanoseconds(clocks.get(0).ticks(3 * hour))).isEqualTo(hour);
        assertThat(clocks.get(0).nanoseconds(4)).isEqualTo(1 / 3.0);
    }

    @Test
    void edgesAreTheMultiplesOfThePeriod() {
        var clock = Clock.together(Frequency.ofMHz(800), Frequency.ofMHz(3000)).get(0);
        assertThat(clock.period()).isEqualTo(15);
        assertThat(clock.edge(0)).isZero();
        assertThat(clock.edge(1)).isEqualTo(15);
        assertThat(clock.edge(15)).isEqualTo(15);
        assertThat(clock.edge(16)).isEqualTo(30);
        assertThat(clock.cycles(29)).isEqualTo(1);
        assertThat(clock.cycles(30)).isEqualTo(2);
        assertThat(clock.ticks(2)).isEqualTo(30);
    }

    @ParameterizedTest(name = "{1} ns at {0} MHz are {2} cycles")
    @CsvSource({"1000, 13.75, 14", "1000, 14, 14", "1000, 14.0001, 15", "800, 13.75, 11", "3000, 0.1, 1", "3000, 0, 0"})
    void latenciesInNanosecondsCoverWholeCycles(double megahertz, double nanoseconds, long cycles) {
        assertThat(Clock.of(Frequency.ofMHz(megahertz)).cyclesFor(nanoseconds)).isEqualTo(cycles);
    }

    @Test
    void aDecimalLatencyIsNotRoundedUpByItsBinaryForm() {
        // 0.1 * 3 > 0.3 in doubles; exactly, 0.3 ns at 10 GHz are 3 cycles.
        assertThat(Clock.of(Frequency.ofMHz(10_000)).cyclesFor(0.3)).isEqualTo(3);
        assertThat(Clock.of(Frequency.ofMHz(1600)).cyclesFor(13.75)).isEqualTo(22);
    }

    @Test
    void periodsAndFrequenciesOfRandomClocksMeetAgain() {
        var random = new SplittableRandom(7);
        for (int trial = 0; trial < 200; trial++) {
            var first = Frequency.ofMHz((1 + random.nextInt(400_000)) / 100.0);
            var second = Frequency.ofMHz((1 + random.nextInt(400_000)) / 100.0);
            var clocks = Clock.together(first, second);
            long a = clocks.get(0).period();
            long b = clocks.get(1).period();
            // f1 p1 = f2 p2 is the tick's frequency, exactly; and no smaller pair of periods has that property.
            assertThat(Math.multiplyExact(Math.multiplyExact(first.numerator(), second.denominator()), a))
                    .as("%s and %s", first, second)
                    .isEqualTo(Math.multiplyExact(Math.multiplyExact(second.numerator(), first.denominator()), b));
            assertThat(java.math.BigInteger.valueOf(a).gcd(java.math.BigInteger.valueOf(b)))
                    .isEqualTo(java.math.BigInteger.ONE);
        }
    }

    @Test
    void whatIsNoClockIsRefused() {
        assertThatThrownBy(() -> Frequency.ofMHz(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a frequency in MHz must be between")
                .hasMessageContaining("got 0");
        assertThatThrownBy(() -> Frequency.ofMHz(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Frequency.ofPeriodNs(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Frequency(-1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(Clock::together).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Clock(Frequency.ofMHz(1), 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void clocksTooFineForSixtyFourBitsAreRefused() {
        var odd = new Frequency[] {
            Frequency.ofMHz(1000.00001), Frequency.ofMHz(1000.00003), Frequency.ofMHz(1000.00007),
        };
        assertThatThrownBy(() -> Clock.together(odd))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too fine for 64-bit time");
    }
}
