package bitwright.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random chains of stages that block each other, against the times that follow from their recurrence. */
class PortChainTest {
    private static final int MESSAGES = 300;

    static List<Long> seeds() {
        return new SplittableRandom(4711).longs(80).boxed().toList();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void nothingIsLostOrReorderedAndEveryMessageIsTakenInItsTick(long seed) {
        var plan = new Plan(new SplittableRandom(seed));
        var stages = simulate(plan);
        long[][] expected = takeTimes(plan);
        for (int k = 0; k < plan.stages; k++) {
            assertThat(stages.get(k).messages)
                    .as("seed %d, messages at stage %d", seed, k)
                    .isEqualTo(plan.messages());
            assertThat(stages.get(k).times)
                    .as("seed %d, times at stage %d", seed, k)
                    .isEqualTo(Arrays.stream(expected[k]).boxed().toList());
        }
    }

    /** Stage 0 has all messages from the start; stage k takes them from a port of its own. */
    private static final class Plan {
        final int stages;
        final int[] capacity;
        final Link[] link; // into stage k
        final int[][] work; // ticks that stage k spends on message n

        Plan(SplittableRandom random) {
            stages = 1 + random.nextInt(5);
            capacity = random.ints(stages, 1, 6).toArray();
            link = new Link[stages];
            work = new int[stages][];
            for (int k = 0; k < stages; k++) {
                link[k] = random.nextBoolean()
                        ? Link.ofLatency(1 + random.nextInt(9))
                        : new Link(1 + random.nextInt(9), 1, 1 + random.nextInt(6));
                work[k] =
                        random.ints(MESSAGES, 0, random.nextBoolean() ? 3 : 20).toArray();
            }
        }

        List<Long> messages() {
            var numbers = new ArrayList<Long>();
            for (long n = 0; n < MESSAGES; n++) {
                numbers.add(n);
            }
            return numbers;
        }
    }

    /** When stage k takes message n, by maxima over what it waits for; the last stage sends to nobody. */
    private static long[][] takeTimes(Plan plan) {
        long[][] take = new long[plan.stages][MESSAGES];
        long[][] leave = new long[plan.stages][MESSAGES];
        for (int n = 0; n < MESSAGES; n++) {
            for (int k = 0; k < plan.stages; k++) {
                long arrival = k == 0 ? 0 : leave[k - 1][n] + plan.link[k].latency();
                take[k][n] = Math.max(arrival, n == 0 ? 0 : leave[k][n - 1]);
                leave[k][n] = take[k][n] + plan.work[k][n];
                if (k + 1 < plan.stages) {
                    int room = n - plan.capacity[k + 1]; // this message must have been taken before
                    if (room >= 0) {
                        leave[k][n] = Math.max(leave[k][n], take[k + 1][room]);
                    }
                    if (n > 0 && plan.link[k + 1].width() == 1) {
                        leave[k][n] = Math.max(leave[k][n], leave[k][n - 1] + plan.link[k + 1].interval());
                    }
                }
            }
        }
        return take;
    }

    private static List<Stage> simulate(Plan plan) {
        var engine = new Engine();
        var stages = new ArrayList<Stage>();
        for (int k = 0; k < plan.stages; k++) {
            stages.add(new Stage(engine, plan.capacity[k], plan.work[k], k == 0, k == plan.stages - 1));
            if (k > 0) {
                stages.get(k - 1).out.connect(stages.get(k).in, plan.link[k]);
            }
        }
        stages.get(0).turn.wake();
        engine.run();
        return stages;
    }

    /** Takes a message, works on it, sends it on when there is room, takes the next. */
    private static final class Stage {
        private final Engine engine;
        private final int[] work;
        private final boolean isSource;
        private final boolean isSink;
        private final Turn turn;
        private final InPort<Long> in;
        private final OutPort<Long> out;
        private final List<Long> messages = new ArrayList<>();
        private final List<Long> times = new ArrayList<>();
        private boolean working;
        private Long finished;

        Stage(Engine engine, int capacity, int[] work, boolean isSource, boolean isSink) {
            this.engine = engine;
            this.work = work;
            this.isSource = isSource;
            this.isSink = isSink;
            this.turn = new Turn(engine, this::act);
            this.in = new InPort<>(capacity, turn);
            this.out = new OutPort<>(engine, turn);
        }

        private void act() {
            if (finished != null && (isSink || out.hasRoom())) {
                if (!isSink) {
                    out.send(finished);
                }
                finished = null;
            }
            boolean waiting = isSource ? messages.size() < MESSAGES : !in.isEmpty();
            if (!working && finished == null && waiting) {
                long message = isSource ? messages.size() : in.take();
                messages.add(message);
                times.add(engine.now());
                working = true;
                engine.after(work[(int) message], Phase.REACT, this::finish, message);
            }
        }

        private void finish(long message) {
            working = false;
            finished = message;
            act();
        }
    }
}
