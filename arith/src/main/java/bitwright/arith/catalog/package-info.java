/** Number formats by name. */
package bitwright.arith.catalog;
