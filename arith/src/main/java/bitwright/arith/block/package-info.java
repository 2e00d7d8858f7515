/** Block formats: elements that share a scale, OCP MX and NVFP4 among them, in codes and back. */
package bitwright.arith.block;
