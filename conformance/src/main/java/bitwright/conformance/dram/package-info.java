/** DRAM: completions, commands, distances and energies of other simulators held against our own. */
package bitwright.conformance.dram;
