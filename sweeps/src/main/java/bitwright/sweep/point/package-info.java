/** A point of a sweep: what is to be run, what came of it, and what identifies it. */
package bitwright.sweep.point;
