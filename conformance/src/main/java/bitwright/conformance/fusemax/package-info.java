/** Checks against what the artifact of FuseMax publishes. */
package bitwright.conformance.fusemax;
