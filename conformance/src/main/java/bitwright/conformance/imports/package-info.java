/** Models in other people's formats: QONNX networks, ggml's blocks. */
package bitwright.conformance.imports;
