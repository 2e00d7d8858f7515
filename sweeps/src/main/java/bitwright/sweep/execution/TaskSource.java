package bitwright.sweep.execution;

import bitwright.sweep.point.Task;
import java.util.Optional;

/** Tasks, made when they are asked for. */
@FunctionalInterface
public interface TaskSource {
    /**
     * A task that nobody has had yet, or nothing after the last.
     *
     * <p>Several threads may ask at once: each binds its own point, so that none waits while another does.
     */
    Optional<Task> next();
}
