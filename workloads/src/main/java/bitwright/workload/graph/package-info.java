/** Graphs: compressed sparse rows, node features, readers of the field's files, seeded generators, statistics. */
package bitwright.workload.graph;
