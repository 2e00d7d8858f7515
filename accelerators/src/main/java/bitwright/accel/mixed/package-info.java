/** Arrays whose PEs trade the width of operands for their number, in the manner of MixPE, BitFusion and ANT. */
package bitwright.accel.mixed;
