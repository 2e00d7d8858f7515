/** The weight files of llama2.c. */
package bitwright.workload.llama2c;
