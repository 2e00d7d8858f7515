package bitwright.sim.dram;

import bitwright.sim.parameter.Check;
import java.util.ArrayList;
import java.util.List;

/**
 * How an address is cut into channel, rank, bank group, bank, row and column: a string of the fields {@code ch}, {@code
 * ra}, {@code bg}, {@code ba}, {@code ro} and {@code co}, each once, the highest bits first. Below the last field are the
 * bits inside of an access; bits above the first are ignored.
 */
public final class AddressMapping {
    private static final List<String> FIELDS = List.of("ch", "ra", "bg", "ba", "ro", "co");

    private final int accessBits;
    private final int[] shifts = new int[FIELDS.size()];
    private final int[] masks = new int[FIELDS.size()];
    private final int bankGroups;
    private final int banksPerGroup;
    private final long accessMask;

    public AddressMapping(String fields, Organisation organisation) {
        check(fields);
        accessBits = Integer.numberOfTrailingZeros(organisation.accessBytes());
        bankGroups = organisation.bankGroups();
        banksPerGroup = organisation.banksPerGroup();
        int[] sizes = {
            organisation.channels(),
            organisation.ranks(),
            organisation.bankGroups(),
            organisation.banksPerGroup(),
            organisation.rows(),
            organisation.accessesPerRow()
        };
        int shift = accessBits;
        for (int at = fields.length() - 2; at >= 0; at -= 2) {
            int field = FIELDS.indexOf(fields.substring(at, at + 2));
            shifts[field] = shift;
            masks[field] = sizes[field] - 1;
            shift += Integer.numberOfTrailingZeros(sizes[field]);
        }
        accessMask = shift >= Long.SIZE ? -1 : (1L << shift) - 1;
    }

    /** Throws {@link IllegalArgumentException} unless the string names each field once. */
    static void check(String fields) {
        var rest = new ArrayList<>(FIELDS);
        for (int at = 0; at + 2 <= fields.length(); at += 2) {
            rest.remove(fields.substring(at, at + 2));
        }
        Check.that(
                rest.isEmpty() && fields.length() == 2 * FIELDS.size(),
                "mapping",
                "must name each of ch, ra, bg, ba, ro, co once, highest bits first, got '" + fields + "'");
    }

    public int channel(long address) {
        return field(address, 0);
    }

    public int rank(long address) {
        return field(address, 1);
    }

    public int bankGroup(long address) {
        return field(address, 2);
    }

    /** The bank's number in its group. */
    public int bankOfGroup(long address) {
        return field(address, 3);
    }

    public int row(long address) {
        return field(address, 4);
    }

    public int column(long address) {
        return field(address, 5);
    }

    /** The bank's number in its channel. */
    public int bank(long address) {
        return (rank(address) * bankGroups + bankGroup(address)) * banksPerGroup + bankOfGroup(address);
    }

    /** The number of the access that the address lies in. */
    long access(long address) {
        return (address & accessMask) >>> accessBits;
    }

    private int field(long address, int field) {
        return (int) (address >>> shifts[field]) & masks[field];
    }
}
