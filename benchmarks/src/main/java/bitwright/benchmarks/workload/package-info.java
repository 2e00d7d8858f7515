/** Long-running trials of what reads other people's files. */
package bitwright.benchmarks.workload;
