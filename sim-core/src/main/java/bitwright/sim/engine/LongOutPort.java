package bitwright.sim.engine;

/** An {@link OutPort} for messages that fit into a {@code long}. */
public final class LongOutPort extends Outlet {
    private LongInPort target;

    /** A port that is not connected yet; the sender is woken when it can send again. */
    public LongOutPort(Engine engine, Sleeper sender) {
        super(engine, sender);
    }

    /** Connects this port, once, to a port that is not connected to another. */
    public void connect(LongInPort inPort, Link link) {
        attach(inPort, link);
        target = inPort;
    }

    /** Sends a message; throws {@link IllegalStateException} without room. */
    public void send(long message) {
        target.put(reserve(), message);
    }
}
