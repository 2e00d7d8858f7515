/** Systolic arrays of multiply-accumulate units: values move through registers, one edge at a time. */
package bitwright.accel.systolic;
