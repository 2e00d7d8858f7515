package bitwright.sim.engine;

/** An {@link InPort} for messages that fit into a {@code long}, such as indices or packed fields; nothing is allocated. */
public final class LongInPort extends Inlet {
    private final long[] messages;

    /**
     * A port that is not connected yet.
     *
     * @param capacity messages that it holds at most, those on their way included; at least 1
     * @param receiver who is woken by arrivals
     */
    public LongInPort(int capacity, Sleeper receiver) {
        super(capacity, receiver);
        messages = new long[capacity];
    }

    /** The oldest message, which stays; throws {@link IllegalStateException} if none has arrived. */
    public long peek() {
        return messages[oldest()];
    }

    /** Takes the oldest message, which makes room; throws {@link IllegalStateException} if none has arrived. */
    public long take() {
        long message = messages[oldest()];
        release();
        return message;
    }

    void put(int place, long message) {
        messages[place] = message;
    }
}
