/** Graph neural networks: their layers, the precision of each node, and what they compute to the bit. */
package bitwright.workload.gnn;
