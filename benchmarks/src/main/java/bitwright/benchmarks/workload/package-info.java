/** Speed of what handles whole tensors, and long-running trials of what reads other people's files. */
package bitwright.benchmarks.workload;
