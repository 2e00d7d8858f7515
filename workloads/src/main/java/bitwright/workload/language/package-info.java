/** Small language models with their texts: what is predicted, how well, and what multiplies on the way. */
package bitwright.workload.language;
