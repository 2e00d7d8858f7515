/** Networks as hardware sees them: layers, integer tensors, where they come from and what they hold. */
package bitwright.workload;
