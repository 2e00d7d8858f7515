package bitwright.sim.trace;

/** Where components show what they do when, for the eye; nothing that is shown changes anything. Times are ticks. */
public interface Timeline {
    /** Looks at nothing. */
    Timeline OFF = new Timeline() {
        @Override
        public boolean isOn() {
            return false;
        }

        @Override
        public void span(String track, String what, long from, long to) {
            // nobody looks
        }

        @Override
        public void level(String track, long time, long value) {
            // nobody looks
        }
    };

    /** Whether it is worth making up names. */
    boolean isOn();

    /**
     * Something that lasted.
     *
     * @param track the component that did it, one thing at a time
     * @param what it did
     * @param from its first tick
     * @param to the tick after its last
     */
    void span(String track, String what, long from, long to);

    /** A quantity's new value, its unit in the track's name. */
    void level(String track, long time, long value);
}
