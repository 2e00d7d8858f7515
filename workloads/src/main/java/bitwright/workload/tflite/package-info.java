/** TensorFlow Lite model files, read with distrust. */
package bitwright.workload.tflite;
