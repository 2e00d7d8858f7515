package bitwright.workload.codec;

/**
 * What a tensor takes in the two forms of a {@link GroupCodec}, in bits, without the flag that tells them apart.
 *
 * @param codec the codec
 * @param groups groups that have a width, and a map
 * @param paddedValueBits all values of all groups, padding included
 * @param nonZeroValueBits the values that are not zero
 */
public record GroupSizes(GroupCodec codec, long groups, long paddedValueBits, long nonZeroValueBits) {
    /** The form without zero maps. */
    public long plainBits() {
        return paddedValueBits + groups * codec.metadataBits();
    }

    /** The form with zero maps. */
    public long zeroMapBits() {
        return nonZeroValueBits + groups * (codec.metadataBits() + codec.group());
    }

    /** The smaller form. */
    public long best() {
        return Math.min(plainBits(), zeroMapBits());
    }

    /**
     * As it would be if no group were short, so that fewer had a width: what the papers' authors' simulator (DNNsim)
     * counts. Nobody could decode it where groups are short, since each has a width of its own.
     *
     * @param values how many the tensor has
     */
    public GroupSizes withoutShortGroups(long values) {
        return new GroupSizes(codec, (values + codec.group() - 1) / codec.group(), paddedValueBits, nonZeroValueBits);
    }
}
