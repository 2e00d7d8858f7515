package bitwright.arith.block;

/** What happens when the number of values is not a multiple of the block size. */
public enum Tail {
    /** The last block is shorter. */
    SHORT_BLOCK,
    /** The last block is filled with zeros, which are stored. */
    FILL_WITH_ZEROS,
    /** An {@link IllegalArgumentException}. */
    REFUSE
}
