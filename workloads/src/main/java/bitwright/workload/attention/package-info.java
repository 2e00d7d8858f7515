/** Attention by itself, known by its extents alone. */
package bitwright.workload.attention;
