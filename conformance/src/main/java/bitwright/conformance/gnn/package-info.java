/** Golden data of graph neural networks: values, AMPLE's floating-point units, cycles of its blocks. */
package bitwright.conformance.gnn;
