/** Compute cycles, terms and compressed sizes of bit-serial designs, held against DNNsim's. */
package bitwright.conformance.bitserial;
