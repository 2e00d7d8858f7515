/** Integer inference of quantised models, tensor by tensor. */
package bitwright.conformance.traces;
