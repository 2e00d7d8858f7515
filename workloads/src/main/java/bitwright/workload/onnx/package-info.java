/** ONNX and QONNX models. */
package bitwright.workload.onnx;
