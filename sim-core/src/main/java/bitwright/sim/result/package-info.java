/** What a simulation hands out: identity, per-layer cycles with their parts, traffic, actions, energy, value checks. */
package bitwright.sim.result;
