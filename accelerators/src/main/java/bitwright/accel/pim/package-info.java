/** Memories that compute: DRAM channels with a multiply-accumulate unit in every bank, and the machine made of them. */
package bitwright.accel.pim;
