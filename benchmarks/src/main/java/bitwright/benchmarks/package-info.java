/** Benchmarks, by what they measure. */
package bitwright.benchmarks;
