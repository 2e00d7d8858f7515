package bitwright.workload.codec;

/**
 * Bits of a tensor in the two forms of a {@link GroupCodec}, without the flag that tells them apart.
 *
 * @param groups how many groups there are
 * @param plainBits every value of every group, and each group's width
 * @param zeroMapBits only the values that are not zero, and each group's width and map
 */
public record GroupSizes(long groups, long plainBits, long zeroMapBits) {
    /** The smaller form. */
    public long best() {
        return Math.min(plainBits, zeroMapBits);
    }
}
