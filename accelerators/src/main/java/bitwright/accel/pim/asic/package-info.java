/** The companion chip of a memory that computes: what its functions cost. */
package bitwright.accel.pim.asic;
