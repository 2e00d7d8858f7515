package bitwright.sim.engine;

/**
 * Where a component sends messages from, to exactly one {@link InPort}. The component asks {@link #hasRoom()} first and
 * is woken when room comes back.
 *
 * @param <M> the messages
 */
public final class OutPort<M> extends Outlet {
    private InPort<? super M> target;

    /** A port that is not connected yet; the sender is woken when it can send again. */
    public OutPort(Engine engine, Sleeper sender) {
        super(engine, sender);
    }

    /** Connects this port, once, to a port that is not connected to another. */
    public void connect(InPort<? super M> inPort, Link link) {
        attach(inPort, link);
        target = inPort;
    }

    /** Sends a message; throws {@link IllegalStateException} without room. */
    public void send(M message) {
        target.put(reserve(), message);
    }
}
