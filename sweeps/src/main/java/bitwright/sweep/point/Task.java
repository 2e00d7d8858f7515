package bitwright.sweep.point;

import bitwright.config.ResolvedRun;
import bitwright.runner.Workload;
import java.nio.file.Path;
import java.util.List;

/**
 * A point that is ready to be simulated.
 *
 * @param key its content hash: of its configuration, its workload's content, Bitwright's build and its plug-in JARs
 * @param run its run, of one design
 * @param workload the run's workload
 * @param plugins the JARs that the run's classes may come from
 */
public record Task(String key, ResolvedRun run, Workload workload, List<Path> plugins) {}
