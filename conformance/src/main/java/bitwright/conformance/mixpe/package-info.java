/** Checks against what the public simulator of MixPE says of its own configurations. */
package bitwright.conformance.mixpe;
