/** Register traces of arrays in RTL. */
package bitwright.conformance.rtl;
