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
                case 0 -> new Adder(this, random.nextLong());
                case 1 -> new Mixer(this, random.nextLong());
                case 2 -> new Tally(this, random.nextLong());
                default -> new Latch(this, random.nextLong());
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
    private abstract static class Component implements Handler {
        private final Hold hold;
        private final EventQueue queue;
        private final Delays delays;
        private long random;
        long state;

        Component(Hold hold, long seed) {
            this.hold = hold;
            this.queue = hold.queue;
            this.delays = hold.delays;
            this.random = seed | 1;
        }

        final long delay() {
            random ^= random << 13;
            random ^= random >>> 7;
            random ^= random << 17;
            if (delays == Delays.UNIFORM) { // no switch: its table of ordinals would be measured, too
                return 1 + (random & 63);
            }
            if (delays == Delays.ONE) {
                return 1;
            }
            return (random & 1023) < 922 ? 1 + (random >>> 10 & 7) : 100 + (random >>> 10 & 2047);
        }

        final void again(long argument) {
            hold.handled++;
            queue.after(delay(), this, argument);
        }
    }

    private static final class Adder extends Component {
        Adder(Hold hold, long seed) {
            super(hold, seed);
        }

        @Override
        public void handle(long argument) {
            state += argument;
            again(argument);
        }
    }

    private static final class Mixer extends Component {
        Mixer(Hold hold, long seed) {
            super(hold, seed);
        }

        @Override
        public void handle(long argument) {
            state ^= argument;
            again(argument);
        }
    }

    private static final class Tally extends Component {
        Tally(Hold hold, long seed) {
            super(hold, seed);
        }

        @Override
        public void handle(long argument) {
            state++;
            again(argument);
        }
    }

    private static final class Latch extends Component {
        Latch(Hold hold, long seed) {
            super(hold, seed);
        }

        @Override
        public void handle(long argument) {
            state = argument;
            again(argument);
        }
    }
}
