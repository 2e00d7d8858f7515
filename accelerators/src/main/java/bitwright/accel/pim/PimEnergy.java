package bitwright.accel.pim;

import bitwright.sim.dram.Currents;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;

/**
 * What a memory that computes draws: its DRAM by currents as data sheets give them, its multiply-accumulate units by their
 * power at work.
 */
@Doc("What a memory that computes draws.")
public record PimEnergy(
        @Doc("The currents of a channel's DRAM.") Currents currents,

        @Doc("Power of a channel's multiply-accumulate units at work, in milliwatts.") @Range(min = 0, max = 1e6)
        double macMw,

        @Doc("The clock that macMw is for, in MHz; the energy of a MAC does not depend on the clock.")
        @Range(min = 0.001, max = 100000)
        @Default("1000")
        double macClockMHz,

        @Doc("The banks that macMw is for; the energy of a MAC is that of the banks there are.")
        @Range(min = 1, max = 256)
        @Default("16")
        int macBanks,

        @Doc("Multipliers of a bank that macMw is for; energy is in proportion.")
        @Range(min = 1, max = 1024)
        @Default("16")
        int macWidth,

        @Doc("What a MAC's column access takes in a bank, as a share of a READ's; 1: the way to the pins is not"
                + " taken off.")
        @Range(min = 0, max = 1)
        @Default("1")
        double columnShare) {
    public PimEnergy {
        Check.ranges(PimEnergy.class, currents, macMw, macClockMHz, macBanks, macWidth, columnShare);
    }

    // Energies are those of nanoseconds, not of cycles that these are rounded up to: a clock changes none of them.

    /** Picojoules of opening and closing a row of one bank beyond what standby draws, never less than none. */
    double rowPj(PimTiming timing) {
        double row = Math.max(timing.tRCns(), timing.tRASns() + timing.tRPns());
        double standby = currents.idd3nmA() * timing.tRASns() + currents.idd2nmA() * timing.tRPns();
        return pj(currents.idd0mA() * row - standby);
    }

    /** Picojoules of a READ beyond standby. */
    double readPj(PimTiming timing) {
        return pj((currents.idd4rmA() - currents.idd3nmA()) * timing.tBLns());
    }

    /** Picojoules of a WRITE beyond standby. */
    double writePj(PimTiming timing) {
        return pj((currents.idd4wmA() - currents.idd3nmA()) * timing.tBLns());
    }

    /** Picojoules of a REFRESH beyond standby. */
    double refreshPj(PimTiming timing) {
        return pj((currents.idd5abmA() - currents.idd3nmA()) * timing.tRFCns());
    }

    /** Picojoules of a channel without an open row for a time. */
    double closedPj(double ns) {
        return pj(currents.idd2nmA() * ns);
    }

    /** Picojoules that an open row of a channel takes beyond that. */
    double openPj(double ns) {
        return pj((currents.idd3nmA() - currents.idd2nmA()) * ns);
    }

    /** Picojoules of the columns of all banks for one MAC command. */
    double columnsPj(PimTiming timing, PimMemory memory) {
        double accesses = (double) memory.macWidth() * PimMemory.VALUE_BYTES / memory.accessBytes();
        return readPj(timing) * columnShare * accesses * memory.banks();
    }

    /** Picojoules of the multipliers and adders of a channel for one MAC command. */
    double macPj(PimMemory memory) {
        double each = macMw * 1000 / macClockMHz / macBanks / macWidth; // microwatts over megahertz are picojoules
        return each * memory.banks() * memory.macWidth();
    }

    // Volts times milliamperes times nanoseconds are picojoules; recalled currents may contradict one another.
    private double pj(double mAns) {
        return Math.max(0, currents.vddV() * mAns * currents.devices());
    }
}
