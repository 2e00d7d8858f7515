/** What the checks of all families share: reading golden files, counting what differs. */
package bitwright.conformance.golden;
