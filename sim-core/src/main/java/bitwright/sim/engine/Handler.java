package bitwright.sim.engine;

/**
 * What happens when an event is due. A component keeps one handler for each kind of event, and the argument tells which
 * of its instances is meant, so that scheduling allocates nothing.
 */
@FunctionalInterface
public interface Handler {
    /** Called at the event's time and phase with the argument it was scheduled with. */
    void handle(long argument);
}
