/** Posits of up to 32 bits and their quires. */
package bitwright.arith.posit;
