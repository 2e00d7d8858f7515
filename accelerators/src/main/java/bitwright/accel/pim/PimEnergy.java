package bitwright.accel.pim;

import bitwright.sim.dram.Currents;
import bitwright.sim.dram.Timing;
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

    /** Picojoules of opening and closing a row of one bank, never less than none. */
    double rowPj(Timing timing) {
        return Math.max(0, currents.activatePj(timing));
    }

    /** Picojoules of the columns of all banks for one MAC command. */
    double columnsPj(Timing timing, PimMemory memory) {
        double accesses = (double) memory.macWidth() * PimMemory.VALUE_BYTES / memory.accessBytes();
        return Math.max(0, currents.readPj(timing)) * columnShare * accesses * memory.banks();
    }

    /** Picojoules of the multipliers and adders of a channel for one MAC command. */
    double macPj(PimMemory memory) {
        double each = macMw * 1000 / macClockMHz / macBanks / macWidth; // microwatts over megahertz are picojoules
        return each * memory.banks() * memory.macWidth();
    }
}
