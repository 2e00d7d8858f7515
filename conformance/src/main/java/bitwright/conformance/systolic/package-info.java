/** Cycles, utilisation and buffer accesses of systolic arrays, as SCALE-Sim and STONNE count them. */
package bitwright.conformance.systolic;
