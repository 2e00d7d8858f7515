/** Networks of real numbers: operators on tensors in single precision, run as the reference of quantised ones. */
package bitwright.workload.real;
