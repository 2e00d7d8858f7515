package bitwright.sim.engine;

/** The sending side of a connection but for the messages themselves. */
abstract sealed class Outlet permits OutPort, LongOutPort {
    private final Engine engine;
    private final Sleeper sender;
    private final Handler linkFree = this::linkFree;
    private Inlet target;
    private Link link;
    private long intervalEnd;
    private int sentInInterval;

    Outlet(Engine engine, Sleeper sender) {
        this.engine = engine;
        this.sender = sender;
    }

    void attach(Inlet inlet, Link through) {
        if (target != null) {
            throw new IllegalStateException("an output port is connected to two input ports");
        }
        inlet.attach(this);
        target = inlet;
        link = through;
    }

    /** Whether a message can be sent now. When the answer turns from no to yes, the sender is woken. */
    public boolean hasRoom() {
        if (target == null) {
            throw new IllegalStateException("an output port is used before it is connected");
        }
        return target.hasRoom() && !linkIsBusy();
    }

    /** Sends a message without content of its own and returns its place in the receiver's ring. */
    int reserve() {
        if (!hasRoom()) {
            throw new IllegalStateException("a message is sent without room at tick " + engine.now() + ": "
                    + (linkIsBusy()
                            ? "the link is busy until tick " + intervalEnd
                            : "all " + target.capacity() + " places of the receiver are taken"));
        }
        long now = engine.now();
        if (now >= intervalEnd) {
            intervalEnd = now + link.interval();
            sentInInterval = 0;
        }
        if (++sentInInterval == link.width()) {
            engine.at(intervalEnd, Phase.MOVE, linkFree, 0);
        }
        engine.after(link.latency(), Phase.MOVE, target.arrival(), 0);
        return target.reserve();
    }

    /** The receiver, which was full, has room. */
    void roomFreed() {
        if (!linkIsBusy()) {
            sender.wake();
        }
    }

    private void linkFree(long argument) {
        if (target.hasRoom()) {
            sender.wake();
        }
    }

    private boolean linkIsBusy() {
        return sentInInterval == link.width() && engine.now() < intervalEnd;
    }
}
