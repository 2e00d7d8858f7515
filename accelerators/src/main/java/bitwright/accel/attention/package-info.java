/** Machines for attention. */
package bitwright.accel.attention;
