package bitwright.sim.dram;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;

/** How a channel's controller queues requests, in which order it serves them, and how it refreshes. */
@Doc("How a channel's controller queues requests, in which order it serves them, and how it refreshes.")
public record ControllerPolicy(
        @Doc(
                "per-bank: requests go one a cycle from a read queue and a write queue to a queue of each bank, and banks take "
                        + "turns; of a bank's queue the first request that can go goes, later ones to the open row included. "
                        + "shared: of all requests of the read queue, or of the write queue while writes are drained, the oldest "
                        + "that can go goes; one whose row was opened goes before all others.")
        @Default("per-bank")
        Queues queues,

        @Doc("Reads that wait at most.") @Range(min = 1, max = 65536) @Default("32")
        int readQueue,

        @Doc("Writes that wait at most; a write is done for its sender when it waits here.")
        @Range(min = 1, max = 65536)
        @Default("32")
        int writeQueue,

        @Doc("Requests that wait at a bank at most; per-bank only.") @Range(min = 1, max = 4096) @Default("8")
        int bankQueue,

        @Doc("Writes that start to be drained, reads or not, when so many wait.")
        @Range(min = 1, max = 65536)
        @Default("32")
        int drainFrom,

        @Doc(
                "Writes that are left when draining ends: of per-bank of those that waited at its start, of shared of all.")
        @Range(min = 0, max = 65535)
        @Default("0")
        int drainTo,

        @Doc("Writes that start to be drained when nothing else waits.") @Range(min = 0, max = 65536) @Default("9")
        int drainIdleFrom,

        @Doc("open: a row stays open until another one is needed. closed: every access closes its row.")
        @Default("open")
        Page page,

        @Doc(
                "A row that others wait for stays open for requests that hit it until it was used so often since it was opened; "
                        + "0: it is closed as soon as the rules let it.")
        @Range(min = 0, max = 1e9)
        @Default("4")
        int rowHitCap,

        @Doc(
                "none; all-bank: all ranks every tREFI; staggered: the ranks one after another, each every tREFI; per-bank: of "
                        + "every rank one bank after another, each tREFIpb.")
        @Default("staggered")
        Refresh refresh,

        @Doc("Close the banks for a refresh by one PRECHARGE_ALL instead of bank by bank.") @Default("true")
        boolean prechargeAll,

        @Doc("Two commands may go in one cycle if one of them is a read or write and the other is not, as of HBM.")
        @Default("false")
        boolean dualCommands) {

    /** Where requests wait. */
    public enum Queues {
        PER_BANK,
        SHARED
    }

    /** What becomes of a row that has been accessed. */
    public enum Page {
        OPEN,
        CLOSED
    }

    /** What is refreshed at a time. */
    public enum Refresh {
        NONE,
        ALL_BANK,
        STAGGERED,
        PER_BANK
    }

    public ControllerPolicy {
        Check.ranges(
                ControllerPolicy.class,
                queues,
                readQueue,
                writeQueue,
                bankQueue,
                drainFrom,
                drainTo,
                drainIdleFrom,
                page,
                rowHitCap,
                refresh,
                prechargeAll,
                dualCommands);
        Check.that(
                drainFrom <= writeQueue,
                "drainFrom",
                "must be at most writeQueue, or a full queue is never drained, got " + drainFrom + " of " + writeQueue);
        Check.that(drainTo < drainFrom, "drainTo", "must be below drainFrom, got " + drainTo + " and " + drainFrom);
        Check.that(
                !dualCommands || queues == Queues.PER_BANK,
                "dualCommands",
                "needs queues: per-bank, got " + queues.name().toLowerCase(java.util.Locale.ROOT));
    }

    /** FR-FCFS with queues of the banks, a cap of four hits on a row, writes in batches. */
    public static ControllerPolicy byDefault() {
        return new ControllerPolicy(Queues.PER_BANK, 32, 32, 8, 32, 0, 9, Page.OPEN, 4, Refresh.STAGGERED, true, false);
    }
}
