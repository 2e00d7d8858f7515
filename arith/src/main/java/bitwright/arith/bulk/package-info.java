/** Conversions of whole arrays, equal to the scalar definitions bit for bit. */
package bitwright.arith.bulk;
