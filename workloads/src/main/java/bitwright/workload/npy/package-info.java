/** NumPy's {@code .npy} files, read with distrust and written plainly. */
package bitwright.workload.npy;
