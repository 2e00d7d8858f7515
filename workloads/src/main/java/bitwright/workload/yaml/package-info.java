/** YAML documents read key by key, every problem with its place. */
package bitwright.workload.yaml;
