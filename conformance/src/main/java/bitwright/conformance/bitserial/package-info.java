/** Compute cycles of bit-serial designs, held against DNNsim's. */
package bitwright.conformance.bitserial;
