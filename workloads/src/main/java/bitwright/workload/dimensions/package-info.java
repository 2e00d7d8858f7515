/** Networks known by their dimensions alone: the matrix products that they consist of, with synthetic values. */
package bitwright.workload.dimensions;
