/** How a layer is cut to fit a machine's buffers, and what happens when it runs behind an off-chip memory. */
package bitwright.accel.memory;
