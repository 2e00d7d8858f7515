/** Bit-Tactical's front end: weights are moved to earlier steps before a layer runs. */
package bitwright.accel.tactical;
