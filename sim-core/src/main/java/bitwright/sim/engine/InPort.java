package bitwright.sim.engine;

/**
 * A component's bounded queue of incoming messages. Every tick in which messages arrive wakes the component once.
 *
 * @param <M> the messages
 */
public final class InPort<M> extends Inlet {
    private final Object[] messages;

    /**
     * A port that is not connected yet.
     *
     * @param capacity messages that it holds at most, those on their way included; at least 1
     * @param receiver who is woken by arrivals
     */
    public InPort(int capacity, Sleeper receiver) {
        super(capacity, receiver);
        messages = new Object[capacity];
    }

    /** The oldest message, which stays; throws {@link IllegalStateException} if none has arrived. */
    public M peek() {
        return message(oldest());
    }

    /** Takes the oldest message, which makes room; throws {@link IllegalStateException} if none has arrived. */
    public M take() {
        int place = oldest();
        M message = message(place);
        messages[place] = null;
        release();
        return message;
    }

    void put(int place, M message) {
        messages[place] = message;
    }

    @SuppressWarnings("unchecked") // put takes nothing else
    private M message(int place) {
        return (M) messages[place];
    }
}
