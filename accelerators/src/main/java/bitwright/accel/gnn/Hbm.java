package bitwright.accel.gnn;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import java.util.Optional;

/**
 * The memory's ports: read masters of 512 bits, one a bank. What lies behind them is the
 * run's memory; times here are the least that a request takes.
 */
@Doc("The ports to memory: read masters of 512 bits, one a bank.")
public record Hbm(
        @Doc("Banks. RTL and paper: 32.") @Range(min = 1, max = 1024) @Default("32")
        int banks,

        @Doc("Requests that a read master has under way at once; their beats come one after the other. RTL: 1.")
        @Range(min = 1, max = 256)
        @Default("1")
        int outstanding,

        @Doc("Fetch tags of a bank, with mapping blocks. RTL: 256 tags over 32 banks.")
        @Range(min = 1, max = 65536)
        @Default("8")
        int tagsPerBank,

        @Doc("blocks: tags 0 to 7 have bank 0, …; interleaved: tag mod banks. By default as the variant has it.")
        Optional<BankMapping> mapping,

        @Doc("Cycles from a read's address to its first beat (L), on top of what the memory takes.")
        @Range(min = 1, max = 100000)
        int latencyCycles,

        @Doc("Cycles from a write's last beat to its response (WL).") @Range(min = 0, max = 100000)
        int writeResponseCycles) {
    public Hbm {
        Check.ranges(Hbm.class, banks, outstanding, tagsPerBank, mapping, latencyCycles, writeResponseCycles);
    }

    /** Ports whose read masters have one request at a time. */
    public Hbm(int banks, int tagsPerBank, Optional<BankMapping> mapping, int latencyCycles, int writeResponseCycles) {
        this(banks, 1, tagsPerBank, mapping, latencyCycles, writeResponseCycles);
    }
}
