package bitwright.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the engine against a plain priority queue on random schedules that schedule more from inside. */
class EngineOrderTest {
    private static final Phase[] PHASES = Phase.values();

    static List<Long> seeds() {
        return new SplittableRandom(20260301).longs(60).boxed().toList();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theOrderIsThatOfAPriorityQueue(long seed) {
        var expected = new Schedule(seed, new Model()).play();
        var actual = new Schedule(seed, new Wheel()).play();
        assertThat(expected.size()).as("events of seed %d", seed).isGreaterThan(1000);
        assertThat(actual).as("seed %d", seed).isEqualTo(expected);
        assertThat(new Schedule(seed, new Wheel()).play())
                .as("seed %d, again", seed)
                .isEqualTo(actual);
    }

    /** What both queues can do. */
    private interface Queue {
        long now();

        /** The earliest phase still open in the present tick. */
        int phase();

        void at(long time, int phase, Handler handler, long argument);

        void runUntil(long time);
    }

    /** The order by its definition: time, phase, sequence. */
    private static final class Model implements Queue {
        private record Event(long time, int phase, long sequence, Handler handler, long argument) {}

        private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::time)
                .thenComparingInt(Event::phase)
                .thenComparingLong(Event::sequence));
        private long now;
        private int phase;
        private long sequence;

        @Override
        public long now() {
            return now;
        }

        @Override
        public int phase() {
            return phase;
        }

        @Override
        public void at(long time, int phase, Handler handler, long argument) {
            events.add(new Event(time, phase, sequence++, handler, argument));
        }

        @Override
        public void runUntil(long time) {
            while (!events.isEmpty() && events.peek().time() <= time) {
                var event = events.poll();
                now = event.time();
                phase = event.phase();
                event.handler().handle(event.argument());
            }
            now = time;
            phase = 0;
        }
    }

    private static final class Wheel implements Queue {
        private final Engine engine = new Engine();

        @Override
        public long now() {
            return engine.now();
        }

        @Override
        public int phase() {
            int phase = 0;
            while (engine.earliest(PHASES[phase]) > engine.now()) {
                phase++;
            }
            return phase;
        }

        @Override
        public void at(long time, int phase, Handler handler, long argument) {
            engine.at(time, PHASES[phase], handler, argument);
        }

        @Override
        public void runUntil(long time) {
            engine.runUntil(time);
        }
    }

    /** A random schedule: every event may bring up to two more, at delays around all of the engine's boundaries. */
    private static final class Schedule {
        private static final int EVENTS = 5000;

        private final SplittableRandom random;
        private final Queue queue;
        private final int manner;
        private final List<String> log = new ArrayList<>();
        private long scheduled;

        Schedule(long seed, Queue queue) {
            this.random = new SplittableRandom(seed);
            this.queue = queue;
            this.manner = random.nextInt(4);
        }

        List<String> play() {
            for (int run = 0; run < 40; run++) {
                for (int i = random.nextInt(30); i >= 0; i--) {
                    schedule();
                }
                queue.runUntil(queue.now() + delay());
            }
            queue.runUntil(1L << 60);
            return log;
        }

        private void schedule() {
            long delay = delay();
            int phase = delay == 0
                    ? queue.phase() + random.nextInt(PHASES.length - queue.phase())
                    : random.nextInt(PHASES.length);
            Handler handler = random.nextBoolean() ? this::first : this::second;
            queue.at(queue.now() + delay, phase, handler, scheduled++);
        }

        private void first(long argument) {
            happen("first", argument);
        }

        private void second(long argument) {
            happen("second", argument);
        }

        private void happen(String handler, long argument) {
            log.add(handler + " " + argument + " at " + queue.now() + "/" + queue.phase());
            for (int i = random.nextInt(3); i > 0 && scheduled < EVENTS; i--) {
                schedule();
            }
        }

        private long delay() {
            return switch (random.nextInt(manner + 2)) {
                case 0 -> random.nextInt(3);
                case 1 -> random.nextInt(70);
                case 2 -> 1020 + random.nextInt(10);
                case 3 -> random.nextInt(5000);
                default -> random.nextInt(8) == 0 ? 1L << 40 + random.nextInt(4) : random.nextInt(1_000_000);
            };
        }
    }
}
