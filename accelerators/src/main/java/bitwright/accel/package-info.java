/** Accelerators: processing elements in arrays in machines. */
package bitwright.accel;
