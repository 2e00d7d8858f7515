/** The floating-point units of AMPLE, which are not those of IEEE 754. */
package bitwright.arith.ample;
