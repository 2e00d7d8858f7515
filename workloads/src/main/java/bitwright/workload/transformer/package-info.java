/** Transformers by their dimensions, and what is asked of them. */
package bitwright.workload.transformer;
