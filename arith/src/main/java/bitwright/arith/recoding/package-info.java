/** Integers as sums of signed powers of two, the way bit-serial hardware sees them. */
package bitwright.arith.recoding;
