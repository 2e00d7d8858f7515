package bitwright.accel.memory;

/**
 * What a tile has to wait for.
 *
 * @param space where it goes
 * @param address its first bit's number off chip
 * @param bits what crosses the off-chip interface, at least 1
 * @param heldBits what it takes in the buffer: more than crosses where it is packed off chip only
 */
public record Fetch(Space space, long address, long bits, long heldBits) {}
