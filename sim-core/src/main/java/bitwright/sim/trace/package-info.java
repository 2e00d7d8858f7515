/** What a simulation shows of itself: signals, and waveforms made of them. */
package bitwright.sim.trace;
