/** A whole quantised network as a graph: multiplying layers and everything between them. */
package bitwright.workload.network;
