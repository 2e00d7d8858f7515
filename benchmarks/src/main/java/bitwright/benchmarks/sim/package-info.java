/** Benchmarks of the event engine. */
package bitwright.benchmarks.sim;
