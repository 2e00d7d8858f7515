package bitwright.benchmarks.sim;

import bitwright.sim.engine.Handler;
import java.util.SplittableRandom;

/**
 * The hold model of event queues: a fixed number of components, each with one event pending, each scheduling its next one
 * when its event comes. The components are of four classes, so that calling them is as hard to predict as in a design.
 */
public final class Hold {
    /** How far ahead a component schedules. */
    public enum Delays {
        /** Evenly 1 to 64 ticks. */
        UNIFORM,
        /** Always 1 tick. */
        ONE,
        /** In 90 of 100 cases 1 to 8 ticks, else 100 to 2147, half of which lies beyond the engine's wheel. */
        BIMODAL
    }

    private final EventQueue queue;
    private final Delays delays;
    private final long step;
    private long handled;

    Hold(EventQueue queue, Delays delays, int pending) {
        this.queue = queue;
        this.delays = delays;
        double meanDelay = switch (delays) {
            case UNIFORM -> 32.5;
            case ONE -> 1;
            case BIMODAL -> 0.9 * 4.5 + 0.1 * 1123.5;
        };
        this.step = (long) Math.max(1, 10_000 * meanDelay / pending); // ticks of about 10 000 events
        var random = new SplittableRandom(42);
        for (int i = 0; i < pending; i++) {
            var component = switch (random.nextInt(4)) {
                case 0 -> new Adder(random.nextLong());
                case 1 -> new Mixer(random.nextLong());
                case 2 -> new Tally(random.nextLong());
                default -> new Latch(random.nextLong());
            };
            queue.after(component.delay(), component, i);
        }
    }

    /** Runs on until so many events were handled since the start, or slightly more. */
    void runUntilHandled(long target) {
        while (handled < target) {
            queue.runUntil(queue.now() + step);
        }
    }

    /** A component with a little state of its own and a random sequence of delays. */
    private abstract class Component implements Handler {
        private long random;
        long state;

        Component(long seed) {
            this.random = seed | 1;
        }

        final long delay() {
            random ^= random << 13;
            random ^= random >>> 7;
            random ^= random << 17;
            return switch (delays) {
                case UNIFORM -> 1 + (random & 63);
                case ONE -> 1;
                case BIMODAL -> (random & 1023) < 922 ? 1 + (random >>> 10 & 7) : 100 + (random >>> 10 & 2047);
            };
        }

        final void again(long argument) {
            handled++;
            queue.after(delay(), this, argument);
        }
    }

    private final class Adder extends Component {
        Adder(long seed) {
            super(seed);
        }

        @Override
        public void handle(long argument) {
            state += argument;
            again(argument);
        }
    }

    private final class Mixer extends Component {
        Mixer(long seed) {
            super(seed);
        }

        @Override
        public void handle(long argument) {
            state ^= argument;
            again(argument);
        }
    }

    private final class Tally extends Component {
        Tally(long seed) {
            super(seed);
        }

        @Override
        public void handle(long argument) {
            state++;
            again(argument);
        }
    }

    private final class Latch extends Component {
        Latch(long seed) {
            super(seed);
        }

        @Override
        public void handle(long argument) {
            state = argument;
            again(argument);
        }
    }
}
