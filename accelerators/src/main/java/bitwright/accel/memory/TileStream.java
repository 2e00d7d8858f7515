package bitwright.accel.memory;

import java.util.Iterator;

/**
 * A layer cut into tiles that fit the buffers. The order and the amounts are fixed before time starts, so that traffic does
 * not depend on how fast a memory is.
 */
public interface TileStream {
    /** The layer's name, for messages. */
    String layer();

    /** The tiles in the order in which they run, each time the same ones. */
    Iterator<Tile> tiles();

    /** Bits that a part of the buffers holds. */
    long capacityBits(Space space);

    /** Whether operands of later tiles are fetched while the array works. */
    boolean prefetches();
}
