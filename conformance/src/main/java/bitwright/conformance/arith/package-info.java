/** Number formats against the vectors of ml_dtypes, gfloat, microxcaling, SoftPosit and universal. */
package bitwright.conformance.arith;
