/** Points on the machines of an Apache Spark cluster. */
package bitwright.sweep.spark;
