package bitwright.sim.engine;

import java.util.Arrays;

/**
 * A queue of events in a total order: by time, within a tick by {@link Phase}, within a phase in the order of scheduling.
 *
 * <p>Time is a number of ticks from 0 up; what a tick lasts is {@link Clock}'s matter. While a tick runs, events may be
 * added to its present phase and to its later ones; an earlier phase or an earlier tick is refused at once. Between two
 * runs every phase from {@link #now()} on is open again. Time without events is skipped at no cost. Nothing is allocated
 * once the queue has reached its greatest length. One engine belongs to one thread.
 *
 * <p>Inside: a wheel of FIFO lists, one for each phase of the next {@value #SLOTS} ticks, and a heap for what is later.
 * As time moves on, the heap's events enter the wheel before anything can be scheduled there directly, which keeps the
 * order exact. Both ends of a list are reached in constant time; an event beyond the wheel costs a heap operation.
 */
public final class Engine {
    private static final int SLOTS = 1024;
    private static final int PHASE_BITS = 2;
    private static final Phase[] PHASES = Phase.values();
    private static final int NONE = 0; // a place in the pool that no event takes

    private long now;
    private int phase;
    private boolean running;

    // A list is a slot's phase: index slot << PHASE_BITS | phase, so that index order is the order of events.
    private final int[] first = new int[SLOTS << PHASE_BITS];
    private final int[] last = new int[SLOTS << PHASE_BITS];
    private final long[] occupied = new long[(SLOTS << PHASE_BITS) / Long.SIZE]; // one bit a list that is not empty
    private long occupiedWords; // one bit a word of occupied that is not 0

    private final FarEvents far = new FarEvents();

    // The pool of events; free ones are linked by next, too.
    private Handler[] handlers = new Handler[64];
    private long[] arguments = new long[64];
    private int[] next = new int[64];
    private int used = 1;
    private int free = NONE;

    /** The present tick, from 0. */
    public long now() {
        return now;
    }

    /** Whether no event is waiting. */
    public boolean isIdle() {
        return occupiedWords == 0 && far.isEmpty();
    }

    /** The first tick, from the present one on, in which an event of this phase can still be scheduled. */
    public long earliest(Phase wanted) {
        return wanted.ordinal() >= phase ? now : now + 1;
    }

    /**
     * Schedules an event.
     *
     * @throws IllegalArgumentException if the time, or the phase of the present tick, has passed
     */
    public void at(long time, Phase wanted, Handler handler, long argument) {
        int order = wanted.ordinal();
        if (time <= now && (time < now || order < phase)) {
            throw tooLate(time, wanted);
        }
        int event = allocate(handler, argument);
        if (time - now < SLOTS) {
            append(listOf(time, order), event);
        } else {
            far.add(time, event << PHASE_BITS | order);
        }
    }

    /**
     * Schedules an event so many ticks from now, at least 0.
     *
     * @throws IllegalArgumentException if the delay is negative, leads beyond the end of time, or is 0 and the phase has
     *     passed
     */
    public void after(long delay, Phase wanted, Handler handler, long argument) {
        long time = now + delay;
        if (delay < 0 || time < 0) {
            throw badDelay(delay);
        }
        at(time, wanted, handler, argument);
    }

    // The messages stand apart so that the methods above stay small enough to be inlined.

    private IllegalArgumentException tooLate(long time, Phase wanted) {
        if (time < 0) { // a sum beyond the last tick
            return new TimeException("time has passed tick " + now
                    + " and ends with 64 bits: the clocks of the design have little in common; round clockMHz");
        }
        return new IllegalArgumentException("an event at tick " + time + " in phase " + wanted
                + " comes too late: it is tick " + now + ", phase " + PHASES[phase]);
    }

    private IllegalArgumentException badDelay(long delay) {
        return new IllegalArgumentException(
                "a delay of " + delay + " ticks at tick " + now + " is negative or leads beyond the end of time");
    }

    /** Runs until no event is left; {@link #now()} is then the time of the last one. */
    public void run() {
        runThrough(Long.MAX_VALUE);
    }

    /**
     * Runs all events up to and including a tick, which is then the present one.
     *
     * @throws IllegalArgumentException if the tick has passed
     */
    public void runUntil(long time) {
        if (time < now) {
            throw new IllegalArgumentException("cannot run until tick " + time + ": it is tick " + now);
        }
        runThrough(time);
        advance(time);
    }

    private void runThrough(long end) {
        if (running) {
            throw new IllegalStateException("the engine runs already, at tick " + now);
        }
        running = true;
        try {
            while (true) {
                int list = nextList();
                if (list < 0) {
                    if (far.isEmpty() || far.firstTime() > end) {
                        return;
                    }
                    advance(far.firstTime());
                    continue;
                }
                long time = now + ((list >>> PHASE_BITS) - now & SLOTS - 1);
                if (time > end) {
                    return;
                }
                if (time != now) {
                    advance(time);
                }
                phase = list & PHASES.length - 1;
                runList(list);
            }
        } finally {
            phase = 0;
            running = false;
        }
    }

    /** Handles a list's events; what its last one adds to it, if anything, is left for the next call. */
    private void runList(int list) {
        try {
            int event = first[list];
            Handler handler = handlers[event];
            long argument = arguments[event];
            while (event != NONE) {
                // What follows is fetched before the handler runs, so that waiting for memory hides behind it.
                int following = next[event];
                Handler followingHandler = handlers[following];
                long followingArgument = arguments[following];
                first[list] = following;
                next[event] = free; // freed before it is handled: who schedules itself again gets the same place
                free = event;
                handler.handle(argument);
                event = following;
                handler = followingHandler;
                argument = followingArgument;
            }
        } finally {
            if (first[list] == NONE) {
                int word = list >>> 6;
                occupied[word] &= ~(1L << list);
                if (occupied[word] == 0) {
                    occupiedWords &= ~(1L << word);
                }
            }
        }
    }

    /** Moves time on, and with it the wheel's window, which far events enter in their order. */
    private void advance(long time) {
        now = time;
        while (!far.isEmpty() && far.firstTime() - time < SLOTS) {
            long due = far.firstTime();
            int entry = far.removeFirst();
            append(listOf(due, entry & PHASES.length - 1), entry >>> PHASE_BITS);
        }
    }

    /** The first list with an event, seen from now on around the wheel; -1 if the wheel is empty. */
    private int nextList() {
        int start = listOf(now, 0);
        int word = start >>> 6;
        long rest = occupied[word] & -1L << start;
        if (rest == 0) {
            if (occupiedWords == 0) {
                return -1;
            }
            // Turned so that the word after the start's is the lowest bit, and the start's own the highest.
            word = word + 1 + Long.numberOfTrailingZeros(Long.rotateRight(occupiedWords, word + 1)) & Long.SIZE - 1;
            rest = occupied[word];
        }
        return word << 6 | Long.numberOfTrailingZeros(rest);
    }

    private static int listOf(long time, int order) {
        return ((int) time & SLOTS - 1) << PHASE_BITS | order;
    }

    private void append(int list, int event) {
        next[event] = NONE;
        if (first[list] == NONE) {
            first[list] = event;
            occupied[list >>> 6] |= 1L << list;
            occupiedWords |= 1L << (list >>> 6);
        } else {
            next[last[list]] = event;
        }
        last[list] = event;
    }

    private int allocate(Handler handler, long argument) {
        if (handler == null) {
            throw new IllegalArgumentException("an event needs a handler");
        }
        int event = free;
        if (event != NONE) {
            free = next[event];
        } else {
            if (used == next.length) {
                grow();
            }
            event = used++;
        }
        // Comparing first spares the collector's write barrier when a component schedules itself again.
        if (handlers[event] != handler) {
            handlers[event] = handler;
        }
        arguments[event] = argument;
        return event;
    }

    private void grow() {
        int size = Math.multiplyExact(2, used);
        handlers = Arrays.copyOf(handlers, size);
        arguments = Arrays.copyOf(arguments, size);
        next = Arrays.copyOf(next, size);
    }
}
