package bitwright.sim.dram;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;

/** How a DRAM is divided. Every number is a power of two. */
@Doc("How a DRAM is divided; every number is a power of two.")
public record Organisation(
        @Doc("Independent channels, each with a controller of its own.") @Range(min = 1, max = 1024)
        int channels,

        @Doc("Ranks of a channel, which share its buses.") @Range(min = 1, max = 64)
        int ranks,

        @Doc("Bank groups of a rank; 1 where the standard has none or they are switched off.") @Range(min = 1, max = 64)
        int bankGroups,

        @Doc("Banks of a group.") @Range(min = 1, max = 64) int banksPerGroup,

        @Doc("Rows of a bank.") @Range(min = 1, max = 1 << 30)
        int rows,

        @Doc("Accesses that the open row of a bank holds: row size over accessBytes.") @Range(min = 1, max = 1 << 20)
        int accessesPerRow,

        @Doc("Bytes that one read or write moves: width of the channel times burst length.") @Range(min = 1, max = 4096)
        int accessBytes) {
    public Organisation {
        Check.ranges(Organisation.class, channels, ranks, bankGroups, banksPerGroup, rows, accessesPerRow, accessBytes);
        powerOfTwo("channels", channels);
        powerOfTwo("ranks", ranks);
        powerOfTwo("bankGroups", bankGroups);
        powerOfTwo("banksPerGroup", banksPerGroup);
        powerOfTwo("rows", rows);
        powerOfTwo("accessesPerRow", accessesPerRow);
        powerOfTwo("accessBytes", accessBytes);
    }

    private static void powerOfTwo(String name, int value) {
        Check.that(Integer.bitCount(value) == 1, name, "must be a power of two, got " + value);
    }

    public int banksPerRank() {
        return bankGroups * banksPerGroup;
    }

    /** Banks of a channel. */
    public int banks() {
        return ranks * banksPerRank();
    }

    /** Bank groups of a channel. */
    int groups() {
        return ranks * bankGroups;
    }

    /** The place of a bank among those of its channel. */
    public int bank(int rank, int group, int bankOfGroup) {
        return (rank * bankGroups + group) * banksPerGroup + bankOfGroup;
    }

    /** Bytes of all channels together. */
    public long bytes() {
        return (long) channels * banks() * rows * accessesPerRow * accessBytes;
    }
}
