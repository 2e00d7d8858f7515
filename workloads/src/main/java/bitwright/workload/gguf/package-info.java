/** GGUF files and the block formats of ggml. */
package bitwright.workload.gguf;
