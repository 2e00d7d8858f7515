package bitwright.benchmarks.sim;

import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Handler;
import bitwright.sim.engine.Phase;
import java.util.Comparator;
import java.util.PriorityQueue;

/** The few things that the hold model asks of an event queue. */
interface EventQueue {
    long now();

    void after(long delay, Handler handler, long argument);

    void runUntil(long time);

    /** Bitwright's own. */
    final class Wheel implements EventQueue {
        private final Engine engine = new Engine();

        @Override
        public long now() {
            return engine.now();
        }

        @Override
        public void after(long delay, Handler handler, long argument) {
            engine.after(delay, Phase.REACT, handler, argument);
        }

        @Override
        public void runUntil(long time) {
            engine.runUntil(time);
        }
    }

    /** What one would write first: objects in a {@link PriorityQueue}, ordered by time and sequence. */
    final class Heap implements EventQueue {
        private record Event(long time, long sequence, Handler handler, long argument) {}

        private final PriorityQueue<Event> events =
                new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::sequence));
        private long now;
        private long sequence;

        @Override
        public long now() {
            return now;
        }

        @Override
        public void after(long delay, Handler handler, long argument) {
            events.add(new Event(now + delay, sequence++, handler, argument));
        }

        @Override
        public void runUntil(long time) {
            while (!events.isEmpty() && events.peek().time() <= time) {
                var event = events.poll();
                now = event.time();
                event.handler().handle(event.argument());
            }
            now = time;
        }
    }
}
