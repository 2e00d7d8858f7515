/** Speed of what handles whole tensors. */
package bitwright.benchmarks.workload;
