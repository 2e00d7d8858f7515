package bitwright.sweep.point;

import bitwright.config.ResolvedRun;
import bitwright.config.Sweep;
import bitwright.runner.Workload;

/**
 * A point that is ready to be simulated.
 *
 * @param point which one
 * @param key its content hash: of its configuration, its workload's content, Bitwright's build and its plug-in JARs
 * @param run its run, of one design
 * @param workload the run's workload
 */
public record Task(Sweep.Point point, String key, ResolvedRun run, Workload workload) {}
