/** Golden data of other tools held against our own results, family by family. */
package bitwright.conformance;
