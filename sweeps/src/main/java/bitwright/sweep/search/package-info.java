/** How points are chosen from a grid: all, by chance, spread evenly, or towards the best. */
package bitwright.sweep.search;
