/** Networks that are shapes alone, in the tables of other simulators. */
package bitwright.workload.topology;
