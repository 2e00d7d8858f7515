/** Memory that machines are plugged into: off chip ideal or limited by bandwidth and latency, on chip banks of SRAM. */
package bitwright.sim.memory;
