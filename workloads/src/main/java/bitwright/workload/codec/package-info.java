/** Tensors packed to bits, as they lie in memories that compress. */
package bitwright.workload.codec;
