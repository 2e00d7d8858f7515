/** NumPy's archives of arrays. */
package bitwright.workload.npz;
