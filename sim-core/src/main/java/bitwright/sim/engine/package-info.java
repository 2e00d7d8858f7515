/** The event engine: time, clocks, ports between components, groups that tick as one, counters. */
package bitwright.sim.engine;
