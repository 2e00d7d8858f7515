package bitwright.sim.dram;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;

/** What a DRAM device draws, under the names of the data sheets. */
@Doc("What a DRAM device draws, under the names of the data sheets.")
public record Currents(
        @Doc("Devices of a rank, which all work on every command.") @Range(min = 1, max = 1024)
        int devices,

        @Doc("Supply voltage, in volts.") @Range(min = 0, max = 10)
        double vddV,

        @Doc("One bank opened and closed every tRC, in milliamperes.") @Range(min = 0, max = 10000)
        double idd0mA,

        @Doc("All banks closed, in milliamperes.") @Range(min = 0, max = 10000)
        double idd2nmA,

        @Doc("A bank open, in milliamperes.") @Range(min = 0, max = 10000)
        double idd3nmA,

        @Doc("Reading all the time, in milliamperes.") @Range(min = 0, max = 10000)
        double idd4rmA,

        @Doc("Writing all the time, in milliamperes.") @Range(min = 0, max = 10000)
        double idd4wmA,

        @Doc("Refreshing all the time, in milliamperes.") @Range(min = 0, max = 10000)
        double idd5abmA,

        @Doc("Refreshing a bank all the time, in milliamperes; 0: not known, taken as the share of one bank of idd5ab.")
        @Range(min = 0, max = 10000)
        @Default("0")
        double idd5pbmA) {
    public Currents {
        Check.ranges(Currents.class, devices, vddV, idd0mA, idd2nmA, idd3nmA, idd4rmA, idd4wmA, idd5abmA, idd5pbmA);
    }

    /** Picojoules of opening and closing a row once, beyond what the open and the closed bank draw anyway. */
    public double activatePj(Timing timing) {
        return pj(idd0mA * timing.tRC() - (idd3nmA * timing.tRAS() + idd2nmA * timing.tRP()), timing);
    }

    /** Picojoules of a read beyond what the open bank draws anyway. */
    public double readPj(Timing timing) {
        return pj((idd4rmA - idd3nmA) * timing.tBL(), timing);
    }

    /** Picojoules of a write beyond what the open bank draws anyway. */
    public double writePj(Timing timing) {
        return pj((idd4wmA - idd3nmA) * timing.tBL(), timing);
    }

    /** Picojoules of refreshing a rank. */
    public double refreshPj(Timing timing) {
        return pj((idd5abmA - idd3nmA) * timing.tRFC(), timing);
    }

    /** Picojoules of refreshing a bank. */
    public double refreshBankPj(Timing timing, Organisation organisation) {
        return idd5pbmA == 0
                ? refreshPj(timing) / organisation.banksPerRank()
                : pj(Math.max(0, idd5pbmA - idd2nmA) * timing.tRFCpb(), timing);
    }

    /** Picojoules of a cycle of a rank with an open bank. */
    public double activeStandbyPj(Timing timing) {
        return pj(idd3nmA, timing);
    }

    /** Picojoules of a cycle of a rank whose banks are all closed. */
    public double prechargedStandbyPj(Timing timing) {
        return pj(idd2nmA, timing);
    }

    // Volts times milliamperes times nanoseconds are picojoules.
    private double pj(double mACycles, Timing timing) {
        return vddV * mACycles * devices * timing.clockNs();
    }
}
