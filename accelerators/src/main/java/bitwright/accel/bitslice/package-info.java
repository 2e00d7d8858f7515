/**
 * What the bit-slice PEs of "Exploring the Performance Improvement of Tensor Processing Engines through Transformation in
 * the Bit-weight Dimension of MACs" (arXiv 2503.06342) are made of, register by register.
 */
package bitwright.accel.bitslice;
