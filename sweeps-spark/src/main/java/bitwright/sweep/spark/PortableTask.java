package bitwright.sweep.spark;

import bitwright.config.PortableRun;
import java.io.Serializable;
import java.util.List;

/**
 * A point as it travels to a worker.
 *
 * @param key the point's content hash
 * @param run its run; paths of the workload start with the hash of a parcel
 * @param parcels what the workload needs, by hash
 * @param plugins JARs by hash
 */
record PortableTask(String key, PortableRun run, List<String> parcels, List<String> plugins) implements Serializable {}
