/** Multipliers and accumulators that combine into dot products. */
package bitwright.arith.dot;
