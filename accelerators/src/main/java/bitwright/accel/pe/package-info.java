/** Processing elements: what one does with a group of operands, bit by bit, and what that costs. One file a PE. */
package bitwright.accel.pe;
