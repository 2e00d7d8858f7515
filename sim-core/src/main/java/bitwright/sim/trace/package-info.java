/** What a simulation shows of itself: signals and waveforms made of them, timelines and traces made of those. */
package bitwright.sim.trace;
