/** Files of named tensors, and the networks that are made of them. */
package bitwright.workload.weights;
