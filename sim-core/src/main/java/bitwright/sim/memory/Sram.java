package bitwright.sim.memory;

import bitwright.sim.energy.Action;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import java.util.Arrays;

/**
 * An on-chip buffer: words of a width, spread over banks word by word, so that word n lies in bank n mod banks. In a cycle
 * each port of a bank reads or writes one word.
 */
@Doc("An on-chip buffer: its capacity, and how many words it gives out a cycle.")
public record Sram(
        @Doc("Capacity in KiB; with the width it prices an access.") @Range(min = 1, max = 1048576)
        int sizeKiB,

        @Doc("Banks; 0: as many as the array needs, so that it never waits for this buffer.")
        @Range(min = 0, max = 65536)
        @Default("0")
        int banks,

        @Doc("Words that a bank reads or writes a cycle.") @Range(min = 1, max = 16) @Default("1")
        int ports,

        @Doc("Bits of a word.") @Range(min = 1, max = 65536) @Default("64")
        int widthBits) {
    public Sram {
        Check.ranges(Sram.class, sizeKiB, banks, ports, widthBits);
    }

    /** A buffer that its array never waits for, with words of 64 bits. */
    public static Sram ofKiB(int sizeKiB) {
        return new Sram(sizeKiB, 0, 1, 64);
    }

    public long capacityBits() {
        return sizeKiB * 8L * 1024;
    }

    /** Whether accesses take time. */
    public boolean limitsAccess() {
        return banks > 0;
    }

    /** Words that hold so many bits. */
    public long words(long bits) {
        return (bits + widthBits - 1) / widthBits;
    }

    /** Cycles to access so many words that follow one another; 0 where accesses take no time. */
    public long streamCycles(long words) {
        long each = (long) banks * ports;
        return limitsAccess() ? (words + each - 1) / each : 0;
    }

    /**
     * Cycles to access several runs of words at once: those of the bank that is hit most. 0 where accesses take no time.
     *
     * @param first the number of each run's first word
     * @param runs how many of them count
     * @param words words of a run
     */
    public long gatherCycles(long[] first, int runs, int words) {
        if (!limitsAccess()) {
            return 0;
        }
        var hits = new long[banks];
        // All banks share what is left after whole rounds; only the rest of a run tells them apart.
        Arrays.fill(hits, (long) runs * (words / banks));
        for (int run = 0; run < runs; run++) {
            for (int word = 0; word < words % banks; word++) {
                hits[(int) Math.floorMod(first[run] + word, (long) banks)]++;
            }
        }
        long most = Arrays.stream(hits).max().orElse(0);
        return (most + ports - 1) / ports;
    }

    /** Reading one word. */
    public Action read() {
        return new Action("sram.read", widthBits, sizeKiB);
    }

    /** Writing one word. */
    public Action write() {
        return new Action("sram.write", widthBits, sizeKiB);
    }
}
