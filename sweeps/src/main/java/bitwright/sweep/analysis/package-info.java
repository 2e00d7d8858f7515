/** What a sweep tells: the Pareto front, and which axis matters for what. */
package bitwright.sweep.analysis;
