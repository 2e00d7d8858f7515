/** Actions that components count, tables that price them, and the bill that comes out. */
package bitwright.sim.energy;
