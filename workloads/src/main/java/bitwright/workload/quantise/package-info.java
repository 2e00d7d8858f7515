/** Rounding of float masters to formats that hardware multiplies. */
package bitwright.workload.quantise;
