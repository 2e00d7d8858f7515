/** Who runs the points: threads of this process, or machines elsewhere. */
package bitwright.sweep.execution;
