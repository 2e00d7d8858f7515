package bitwright.sim.dram;

import static bitwright.sim.dram.Command.ACTIVATE;
import static bitwright.sim.dram.Command.PRECHARGE;
import static bitwright.sim.dram.Command.PRECHARGE_ALL;
import static bitwright.sim.dram.Command.READ;
import static bitwright.sim.dram.Command.READ_PRECHARGE;
import static bitwright.sim.dram.Command.REFRESH;
import static bitwright.sim.dram.Command.REFRESH_BANK;
import static bitwright.sim.dram.Command.WRITE;
import static bitwright.sim.dram.Command.WRITE_PRECHARGE;
import static bitwright.sim.dram.Rule.Scope.BANK;
import static bitwright.sim.dram.Rule.Scope.BANK_GROUP;
import static bitwright.sim.dram.Rule.Scope.CHANNEL;
import static bitwright.sim.dram.Rule.Scope.OTHER_RANK;
import static bitwright.sim.dram.Rule.Scope.RANK;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** A timing table: the parameters of the JEDEC standards under their usual names, in cycles of the command clock. */
@Doc("A timing table: parameters under their usual names, in cycles of the command clock.")
public record Timing(
        @Doc("Period of the command clock, in nanoseconds.") @Range(min = 1e-3, max = 1e3)
        double clockNs,

        @Doc("Read latency, from READ to the first data; an additive latency included.") @Range(min = 1, max = 1000)
        int tCL,

        @Doc("Write latency, from WRITE to the first data; an additive latency included.") @Range(min = 1, max = 1000)
        int tCWL,

        @Doc("Cycles that the data of one access take on the bus.") @Range(min = 1, max = 1000)
        int tBL,

        @Doc("ACTIVATE to READ of the same bank.") @Range(min = 1, max = 1000)
        int tRCDRD,

        @Doc("ACTIVATE to WRITE of the same bank.") @Range(min = 1, max = 1000)
        int tRCDWR,

        @Doc("PRECHARGE to ACTIVATE of the same bank.") @Range(min = 1, max = 1000)
        int tRP,

        @Doc("ACTIVATE to PRECHARGE of the same bank.") @Range(min = 1, max = 1000)
        int tRAS,

        @Doc("ACTIVATE to ACTIVATE of the same bank.") @Range(min = 1, max = 1000)
        int tRC,

        @Doc("READ to PRECHARGE of the same bank.") @Range(min = 0, max = 1000)
        int tRTP,

        @Doc("End of the data of a WRITE to PRECHARGE of the same bank.") @Range(min = 1, max = 1000)
        int tWR,

        @Doc("Between two READs, and two WRITEs, of different bank groups.") @Range(min = 1, max = 1000)
        int tCCDS,

        @Doc("Between two READs, and two WRITEs, of one bank group.") @Range(min = 1, max = 1000)
        int tCCDL,

        @Doc("End of the data of a WRITE to READ of another bank group of the rank.") @Range(min = 0, max = 1000)
        int tWTRS,

        @Doc("End of the data of a WRITE to READ of the same bank group.") @Range(min = 0, max = 1000)
        int tWTRL,

        @Doc("Between two ACTIVATEs of different bank groups.") @Range(min = 1, max = 1000)
        int tRRDS,

        @Doc("Between two ACTIVATEs of one bank group.") @Range(min = 1, max = 1000)
        int tRRDL,

        @Doc("Time in which at most four rows of a rank are opened.") @Range(min = 0, max = 10000)
        int tFAW,

        @Doc("Time in which at most 32 rows of a rank are opened, as of GDDR5 and GDDR6; 0: no such rule.")
        @Range(min = 0, max = 100000)
        @Default("0")
        int t32AW,

        @Doc("Between two PRECHARGEs of a rank, as of LPDDR4 and GDDR6; 0: no such rule.")
        @Range(min = 0, max = 1000)
        @Default("0")
        int tPPD,

        @Doc("Cycles that the data bus rests when another rank drives it, or when it turns from reads to writes.")
        @Range(min = 0, max = 1000)
        @Default("1")
        int tRTRS,

        @Doc("READ to WRITE; left out: tCL + tBL + tRTRS - tCWL, which keeps their data apart on the bus.")
        OptionalInt tRTW,

        @Doc("Mean time between two refreshes of a rank; 0: the memory needs none.") @Range(min = 0, max = 1e7)
        int tREFI,

        @Doc("REFRESH to the next command of the rank.") @Range(min = 0, max = 1e6)
        int tRFC,

        @Doc("Between two REFRESH_BANKs of a rank; 0: the memory has no refresh by banks.")
        @Range(min = 0, max = 1e7)
        @Default("0")
        int tREFIpb,

        @Doc("REFRESH_BANK to ACTIVATE of the same bank.") @Range(min = 0, max = 1e6) @Default("0")
        int tRFCpb,

        @Doc("REFRESH_BANK to ACTIVATE or REFRESH_BANK of another bank of the rank.")
        @Range(min = 0, max = 1e6)
        @Default("0")
        int tRREFD) {
    public Timing {
        Check.ranges(
                Timing.class,
                clockNs,
                tCL,
                tCWL,
                tBL,
                tRCDRD,
                tRCDWR,
                tRP,
                tRAS,
                tRC,
                tRTP,
                tWR,
                tCCDS,
                tCCDL,
                tWTRS,
                tWTRL,
                tRRDS,
                tRRDL,
                tFAW,
                t32AW,
                tPPD,
                tRTRS,
                tRTW,
                tREFI,
                tRFC,
                tREFIpb,
                tRFCpb,
                tRREFD);
        Check.that(tREFI == 0 || tRFC > 0 && tRFC < tREFI, "tRFC", "must be between 1 and tREFI - 1, got " + tRFC);
        Check.that(
                tREFIpb == 0 || tRFCpb > 0 && tRREFD > 0,
                "tREFIpb",
                "needs tRFCpb and tRREFD from 1, got " + tRFCpb + " and " + tRREFD);
    }

    /** READ to the cycle in which the last of its data have arrived. */
    public int readLatency() {
        return tCL + tBL;
    }

    /** WRITE to the end of its data. */
    public int writeLatency() {
        return tCWL + tBL;
    }

    /** The minimum distances that follow from the table. */
    public List<Rule> rules() {
        var rules = new ArrayList<Rule>();
        columns(rules);
        int readToPrecharge = tRTP;
        int writeToPrecharge = writeLatency() + tWR;
        for (Command close : List.of(PRECHARGE, PRECHARGE_ALL)) {
            rules.add(new Rule(BANK, READ, close, readToPrecharge));
            rules.add(new Rule(BANK, WRITE, close, writeToPrecharge));
            rules.add(new Rule(BANK, ACTIVATE, close, tRAS));
            for (Command open : List.of(ACTIVATE, REFRESH, REFRESH_BANK)) {
                rules.add(new Rule(BANK, close, open, tRP));
            }
            for (Command other : List.of(PRECHARGE, PRECHARGE_ALL)) {
                rules.add(new Rule(RANK, close, other, tPPD));
            }
        }
        for (Command open : List.of(ACTIVATE, REFRESH, REFRESH_BANK)) {
            rules.add(new Rule(BANK, READ_PRECHARGE, open, readToPrecharge + tRP));
            rules.add(new Rule(BANK, WRITE_PRECHARGE, open, writeToPrecharge + tRP));
            rules.add(new Rule(BANK, ACTIVATE, open, tRC));
            rules.add(new Rule(RANK, REFRESH, open, tRFC));
        }
        rules.add(new Rule(RANK, ACTIVATE, ACTIVATE, tRRDS));
        rules.add(new Rule(BANK_GROUP, ACTIVATE, ACTIVATE, tRRDL));
        rules.add(new Rule(RANK, ACTIVATE, ACTIVATE, tFAW, 4));
        rules.add(new Rule(RANK, ACTIVATE, ACTIVATE, t32AW, 32));
        rules.add(new Rule(BANK, ACTIVATE, READ, tRCDRD));
        rules.add(new Rule(BANK, ACTIVATE, READ_PRECHARGE, tRCDRD));
        rules.add(new Rule(BANK, ACTIVATE, WRITE, tRCDWR));
        rules.add(new Rule(BANK, ACTIVATE, WRITE_PRECHARGE, tRCDWR));
        rules.add(new Rule(BANK, REFRESH_BANK, ACTIVATE, tRFCpb));
        rules.add(new Rule(BANK, REFRESH_BANK, REFRESH_BANK, tRFCpb));
        rules.add(new Rule(RANK, REFRESH_BANK, REFRESH, tRFCpb));
        rules.add(new Rule(RANK, REFRESH_BANK, ACTIVATE, tRREFD));
        rules.add(new Rule(RANK, REFRESH_BANK, REFRESH_BANK, tRREFD));
        rules.removeIf(rule -> rule.cycles() <= 0);
        return List.copyOf(rules);
    }

    private void columns(List<Rule> rules) {
        int readToWrite = tRTW.orElse(tCL + tBL + tRTRS - tCWL);
        for (Command read : List.of(READ, READ_PRECHARGE)) {
            for (Command next : List.of(READ, READ_PRECHARGE)) {
                rules.add(new Rule(RANK, read, next, Math.max(tBL, tCCDS)));
                rules.add(new Rule(BANK_GROUP, read, next, Math.max(tBL, tCCDL)));
                rules.add(new Rule(OTHER_RANK, read, next, tBL + tRTRS));
            }
            for (Command write : List.of(WRITE, WRITE_PRECHARGE)) {
                rules.add(new Rule(CHANNEL, read, write, readToWrite));
                rules.add(new Rule(RANK, write, read, writeLatency() + tWTRS));
                rules.add(new Rule(BANK_GROUP, write, read, writeLatency() + tWTRL));
                rules.add(new Rule(OTHER_RANK, write, read, tCWL + tBL + tRTRS - tCL));
            }
        }
        for (Command write : List.of(WRITE, WRITE_PRECHARGE)) {
            for (Command next : List.of(WRITE, WRITE_PRECHARGE)) {
                rules.add(new Rule(RANK, write, next, Math.max(tBL, tCCDS)));
                rules.add(new Rule(BANK_GROUP, write, next, Math.max(tBL, tCCDL)));
                rules.add(new Rule(OTHER_RANK, write, next, tBL));
            }
        }
    }
}
