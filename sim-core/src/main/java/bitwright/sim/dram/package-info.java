/** DRAM at the level of its commands: banks, timing rules, controllers, refresh and energy, on the event engine. */
package bitwright.sim.dram;
