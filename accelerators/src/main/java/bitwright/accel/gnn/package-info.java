/**
 * AMPLE (arXiv 2502.21196): graph neural networks on nodeslots, fetch tags, an aggregation network and a systolic array
 * that react to one another. Components follow the registers of the published RTL (pgimenes/ample at 1ec4bda).
 */
package bitwright.accel.gnn;
