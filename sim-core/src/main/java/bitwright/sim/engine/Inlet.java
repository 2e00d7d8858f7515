package bitwright.sim.engine;

import bitwright.sim.parameter.Check;

/** The receiving side of a connection but for the messages themselves: places in a ring, on their way, arrived, free. */
abstract sealed class Inlet permits InPort, LongInPort {
    private static final int MOST = 1 << 30;

    private final int capacity;
    private final Sleeper receiver;
    private final Handler arrival = this::arrive;
    private Outlet source;
    private int oldest; // the ring's place of the message to be taken next
    private int arrived;
    private int onTheWay;

    Inlet(int capacity, Sleeper receiver) {
        Check.between("the capacity of a port", capacity, 1, MOST);
        this.capacity = capacity;
        this.receiver = receiver;
    }

    /** Whether no message has arrived that was not taken. */
    public boolean isEmpty() {
        return arrived == 0;
    }

    /** Messages that have arrived and were not taken. */
    public int size() {
        return arrived;
    }

    /** Messages that the port holds at most, those on their way to it included. */
    public int capacity() {
        return capacity;
    }

    void attach(Outlet outlet) {
        if (source != null) {
            throw new IllegalStateException("an input port is connected to two output ports");
        }
        source = outlet;
    }

    boolean hasRoom() {
        return arrived + onTheWay < capacity;
    }

    Handler arrival() {
        return arrival;
    }

    /** The place for a message that is sent now. */
    int reserve() {
        int place = oldest + arrived + onTheWay++;
        return place < capacity ? place : place - capacity;
    }

    /** The place of the oldest message. */
    int oldest() {
        if (arrived == 0) {
            throw new IllegalStateException("a message is taken from an empty port");
        }
        return oldest;
    }

    /** Frees the place of the oldest message, which wakes the sender if it had no room. */
    void release() {
        boolean wasFull = !hasRoom();
        arrived--;
        oldest = oldest + 1 < capacity ? oldest + 1 : 0;
        if (wasFull && source != null) {
            source.roomFreed();
        }
    }

    private void arrive(long argument) {
        onTheWay--; // a link keeps the order, so this is the oldest one on its way
        arrived++;
        receiver.wake();
    }
}
