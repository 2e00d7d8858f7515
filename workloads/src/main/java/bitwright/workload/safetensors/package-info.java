/** Files of named tensors in the safetensors format. */
package bitwright.workload.safetensors;
