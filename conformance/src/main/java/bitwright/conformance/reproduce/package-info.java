/** Figures of papers beside our own. */
package bitwright.conformance.reproduce;
