/** Arithmetic of PEs whose operands are codes of number formats: what they multiply, how they sum, how tensors become codes. */
package bitwright.accel.number;
