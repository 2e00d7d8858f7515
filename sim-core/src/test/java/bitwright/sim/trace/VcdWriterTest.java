package bitwright.sim.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.sim.engine.Frequency;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VcdWriterTest {
    private static final Frequency GIGAHERTZ = Frequency.ofMHz(1000);

    /** A value change dump read back, by the standard's grammar and not by the writer's habits. */
    private static final class Dump {
        final Map<String, Integer> widths = new LinkedHashMap<>();
        /** By name, the value as a full string of 0, 1 and x from each time on. */
        final Map<String, TreeMap<Long, String>> changes = new LinkedHashMap<>();

        String timescale;
        long end;

        Dump(String text) {
            var names = new LinkedHashMap<String, String>();
            var scopes = new ArrayList<String>();
            long now = -1;
            String[] tokens = text.strip().split("\\s+");
            for (int i = 0; i < tokens.length; i++) {
                String token = tokens[i];
                switch (token) {
                    case "$dumpvars", "$end" -> {}
                    case "$version", "$enddefinitions", "$timescale", "$scope", "$upscope", "$var" -> {
                        var words = new ArrayList<String>();
                        while (!tokens[++i].equals("$end")) {
                            words.add(tokens[i]);
                        }
                        switch (token) {
                            case "$timescale" -> timescale = String.join("", words);
                            case "$scope" -> scopes.add(words.get(1));
                            case "$upscope" -> scopes.remove(scopes.size() - 1);
                            case "$var" -> {
                                String name = String.join(".", scopes) + "." + words.get(3);
                                assertThat(names.put(words.get(2), name))
                                        .as("one code, one signal")
                                        .isNull();
                                widths.put(name, Integer.parseInt(words.get(1)));
                                changes.put(name, new TreeMap<>());
                            }
                            default -> {}
                        }
                    }
                    default -> {
                        char first = token.charAt(0);
                        if (first == '#') {
                            long time = Long.parseLong(token.substring(1));
                            assertThat(time).as("time goes on").isGreaterThan(now);
                            now = time;
                        } else {
                            String name = names.get(first == 'b' ? tokens[++i] : token.substring(1));
                            assertThat(name).as("declared").isNotNull();
                            String bits = first == 'b' ? token.substring(1) : token.substring(0, 1);
                            var of = changes.get(name);
                            assertThat(of.put(now, extended(bits, widths.get(name))))
                                    .isNull();
                            var before = of.lowerEntry(now);
                            assertThat(before != null && before.getValue().equals(of.get(now)))
                                    .as("%s says at %d what it said before", name, now)
                                    .isFalse();
                        }
                    }
                }
            }
            assertThat(scopes).isEmpty();
            end = now;
        }

        /** Left extension: with x for an x, else with 0 (IEEE 1364, table "Rules for left-extending vector values"). */
        private static String extended(String bits, int width) {
            return (bits.charAt(0) == 'x' ? "x" : "0").repeat(width - bits.length()) + bits;
        }

        String at(String name, long time) {
            return changes.get(name).floorEntry(time).getValue();
        }
    }

    private static String binary(long value, int width) {
        var modulus = BigInteger.ONE.shiftLeft(width);
        String bits = BigInteger.valueOf(value).mod(modulus).toString(2);
        return "0".repeat(width - bits.length()) + bits;
    }

    @Test
    void everySignalReadsBackAtEveryTime() throws IOException {
        long seed = 7;
        var random = new SplittableRandom(seed);
        int signals = 150; // more than there are one-letter codes
        int cycles = 60;
        var values = new long[signals];
        var known = new boolean[signals];
        var shown = new ArrayList<Signal>();
        for (int i = 0; i < signals; i++) {
            int n = i;
            String name = (i % 3 == 0 ? "" : i % 3 == 1 ? "lane" + i / 50 + "." : "lane" + i / 50 + ".deep.") + "s" + i;
            int width = i < 3 ? new int[] {1, 64, 63}[i] : 1 + random.nextInt(64);
            shown.add(new Signal(name, width, Signal.Kind.SIGNED, () -> values[n], () -> known[n]));
        }
        var out = new StringBuilder();
        var writer = new VcdWriter(out, "pe", GIGAHERTZ, shown);
        var expected = new ArrayList<String[]>();
        for (int cycle = 1; cycle <= cycles; cycle++) {
            var now = new String[signals];
            for (int i = 0; i < signals; i++) {
                if (random.nextInt(3) == 0) {
                    values[i] = random.nextLong() >> random.nextInt(64);
                    known[i] = random.nextInt(4) > 0;
                }
                int width = shown.get(i).widthBits();
                now[i] = known[i] ? binary(values[i], width) : "x".repeat(width);
            }
            writer.sample(cycle);
            expected.add(now);
        }
        writer.end();
        var dump = new Dump(out.toString());
        // Half a period of 1 GHz is 500 ps: the unit is 100 ps, and a cycle takes ten.
        assertThat(dump.timescale).isEqualTo("100ps");
        for (int i = 0; i < signals; i++) {
            String name = "pe." + shown.get(i).name();
            assertThat(dump.widths.get(name)).as(name).isEqualTo(shown.get(i).widthBits());
            assertThat(dump.at(name, 9)).as("%s before the first edge", name).matches("x+");
            for (int cycle = 1; cycle <= cycles; cycle++) {
                for (long time : new long[] {10L * cycle, 10L * cycle + 9}) {
                    assertThat(dump.at(name, time))
                            .as("seed %d: %s at %d", seed, name, time)
                            .isEqualTo(expected.get(cycle - 1)[i]);
                }
            }
        }
        assertThat(dump.changes.get("pe.clk")).hasSize(1 + 2 * cycles);
        assertThat(dump.at("pe.clk", 10)).isEqualTo("1");
        assertThat(dump.at("pe.clk", 15)).isEqualTo("0");
        assertThat(dump.end).isEqualTo(10L * (cycles + 1));
    }

    @Test
    void aSmallDumpLooksLikeThis() throws IOException {
        long[] count = {0};
        var out = new StringBuilder();
        var signals = List.of(Signal.signed("count", 3, () -> count[0]), Signal.flag("odd", () -> (count[0] & 1) == 1));
        var writer = new VcdWriter(out, "top", Frequency.ofMHz(500), signals);
        for (long edge : new long[] {1, 3}) {
            count[0] = -edge;
            writer.sample(edge);
        }
        writer.end();
        // 500 MHz: the clock falls 1 ns after it rises. −1 is 111 in three bits, −3 is 101; odd does not change.
        assertThat(out.toString()).isEqualTo("""
                $version Bitwright $end
                $timescale 1 ns $end
                $scope module top $end
                $var wire 1 ! clk $end
                $var reg 3 " count [2:0] $end
                $var reg 1 # odd $end
                $upscope $end
                $enddefinitions $end
                #0
                $dumpvars
                0!
                bx "
                x#
                $end
                #2
                1!
                b111 "
                1#
                #3
                0!
                #4
                1!
                #5
                0!
                #6
                1!
                b101 "
                #7
                0!
                #8
                """);
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 100ps, 10", // half is 500 ps
        "500, 1ns, 2", // half is 1 ns
        "1, 100ns, 10", // half is 500 ns
        "0.0005, 1ms, 2", // 500 Hz: half is 1 ms
        "800, 1ps, 1250", // half is 625 ps
        "3000, 1fs, 333333" // half is 166,666 2/3 fs: no unit divides it, times are rounded
    })
    void theTimescaleFollowsTheClock(double megahertz, String unit, long period) throws IOException {
        var out = new StringBuilder();
        var writer = new VcdWriter(out, "top", Frequency.ofMHz(megahertz), List.of());
        writer.sample(1);
        var dump = new Dump(out.toString());
        assertThat(dump.timescale).isEqualTo(unit);
        assertThat(dump.end).isEqualTo(period);
    }

    @Test
    void aClockThatNoUnitDividesDoesNotDrift() throws IOException {
        var out = new StringBuilder();
        var writer = new VcdWriter(out, "top", Frequency.ofMHz(3000), List.of());
        writer.sample(3000);
        assertThat(new Dump(out.toString()).end).isEqualTo(1_000_000_000L); // 3000 cycles of 3 GHz are 1 µs
    }

    @Test
    void samplesThatGoBackAndWrongNamesAreRefused() throws IOException {
        var writer = new VcdWriter(new StringBuilder(), "top", GIGAHERTZ, List.of());
        writer.sample(2);
        assertThatThrownBy(() -> writer.sample(2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Signal.flag("a b", () -> true)).hasMessageContaining("'a b'");
        assertThatThrownBy(() -> Signal.signed("wide", 65, () -> 0)).hasMessageContaining("between 1 and 64, got 65");
    }

    @ParameterizedTest
    @CsvSource({"SIGNED, -4, true, -4", "SIGNED, 4, false, -4", "UNSIGNED, 7, true, 7", "UNSIGNED, -1, false, 7"})
    void aSignalOfThreeBitsKnowsWhatFits(Signal.Kind kind, long value, boolean fits, long number) {
        var signal = new Signal("s", 3, kind, () -> value, () -> true);
        assertThat(signal.fits()).isEqualTo(fits);
        assertThat(signal.currentNumber()).isEqualTo(number);
    }
}
