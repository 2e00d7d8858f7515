/** Seeded tensors that stand in for real ones and say so. */
package bitwright.workload.synthetic;
