/** Memory that machines are plugged into: ideal, or limited by its bandwidth and latency. */
package bitwright.sim.memory;
