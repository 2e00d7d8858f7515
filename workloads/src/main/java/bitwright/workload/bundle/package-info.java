/** The trace bundle: a directory of {@code trace.yaml} and {@code .npy} files, as NumPy and PyTorch can write it. */
package bitwright.workload.bundle;
