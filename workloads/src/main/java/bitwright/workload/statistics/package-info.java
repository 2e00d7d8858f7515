/** What the operands of a workload look like to hardware whose speed depends on their bits. */
package bitwright.workload.statistics;
