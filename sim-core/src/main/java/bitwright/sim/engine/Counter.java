package bitwright.sim.engine;

/** A number of things that have happened; it only grows, and overflow throws {@link ArithmeticException}. */
public final class Counter {
    private long value;

    /** Adds one. */
    public void increment() {
        value = Math.incrementExact(value);
    }

    /** Adds so many, at least 0. */
    public void add(long times) {
        if (times < 0) {
            throw new IllegalArgumentException("a counter cannot count " + times);
        }
        value = Math.addExact(value, times);
    }

    /** What was counted so far. */
    public long value() {
        return value;
    }
}
