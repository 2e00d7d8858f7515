package bitwright.sim.engine;

/** What sleeps until there is something to do: a component's {@link Turn} or a {@link TickGroup}. */
@FunctionalInterface
public interface Sleeper {
    /** Asks for the next turn, which comes as an event of its own. Asking again before it has come changes nothing. */
    void wake();
}
