/** JMH benchmarks of the arithmetic library, each beside the loop that one would write without it. */
package bitwright.benchmarks.arith;
