/** Integer inference of whole networks, bit for bit as TensorFlow Lite Micro computes it. */
package bitwright.workload.inference;
