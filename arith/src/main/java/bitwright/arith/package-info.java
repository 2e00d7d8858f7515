/** Number formats, rounding, blocks, multipliers, accumulators and bit recodings, exact to the bit. */
package bitwright.arith;
