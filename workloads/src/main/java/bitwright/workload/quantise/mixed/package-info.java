/** Precisions that differ by layer: what they cost the network, and which to choose. */
package bitwright.workload.quantise.mixed;
