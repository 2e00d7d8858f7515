package bitwright.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TickGroupTest {
    private final Engine engine = new Engine();
    private final List<Clock> clocks = Clock.together(Frequency.ofMHz(1000), Frequency.ofMHz(3000)); // 3 ticks, 1 tick
    private final List<Long> edges = new ArrayList<>();

    /** Notes the edges and is done after some. */
    private final class Countdown implements Ticked {
        private int left;

        Countdown(int left) {
            this.left = left;
        }

        @Override
        public void compute() {
            left--;
        }

        @Override
        public boolean commit() {
            edges.add(engine.now());
            return left > 0;
        }
    }

    private TickGroup group(int edgesToDo) {
        return new TickGroup(engine, clocks.get(0), List.of(new Countdown(edgesToDo)));
    }

    @Test
    void ticksAtEachEdgeOfItsClockWhileActiveAndThenSleeps() {
        var group = group(3);
        engine.at(4, Phase.REACT, unused -> group.wake(), 0);
        engine.run();
        assertThat(edges).containsExactly(6L, 9L, 12L);
        assertThat(group.ticks()).isEqualTo(3);
        assertThat(group.isAwake()).isFalse();
        assertThat(engine.isIdle()).isTrue();
    }

    @Test
    void neverTicksUnlessItIsWoken() {
        var group = group(3);
        engine.runUntil(100);
        assertThat(edges).isEmpty();
        assertThat(group.isAwake()).isFalse();
    }

    @Test
    void isWokenByAnEdgeItself() {
        var group = group(1);
        engine.at(6, Phase.REACT, unused -> group.wake(), 0);
        engine.at(6, Phase.REACT, unused -> group.wake(), 0); // twice is once
        engine.run();
        assertThat(edges).containsExactly(6L);
    }

    @Test
    void wokenInOrAfterThePhaseOfAnEdgeItTicksAtTheNext() {
        for (var phase : new Phase[] {Phase.TICK, Phase.OBSERVE}) {
            edges.clear();
            var group = group(1);
            long edge = clocks.get(0).edge(engine.now() + 1);
            engine.at(edge, phase, unused -> group.wake(), 0);
            engine.run();
            assertThat(edges).as("woken in %s", phase).containsExactly(edge + 3);
        }
    }

    @Test
    void aWakingInThePhaseOfAnEdgeCountsForTheNextWhetherTheGroupHasTickedOrNot() {
        for (boolean before : new boolean[] {true, false}) {
            edges.clear();
            var group = group(1);
            long edge = clocks.get(0).edge(engine.now() + 2);
            if (before) { // scheduled first, this runs before the group's tick
                engine.at(edge, Phase.TICK, unused -> group.wake(), 0);
            }
            engine.at(edge - 1, Phase.REACT, unused -> group.wake(), 0);
            if (!before) { // scheduled in the tick itself, this runs after it
                engine.at(edge, Phase.REACT, unused -> engine.after(0, Phase.TICK, nested -> group.wake(), 0), 0);
            }
            engine.run();
            assertThat(edges).as("before: %s", before).containsExactly(edge, edge + 3);
        }
    }

    @Test
    void doesNotTickTwiceAtAnEdgeThatItIsWokenAtBetweenTwoRuns() {
        var group = group(1);
        group.wake();
        engine.runUntil(0);
        group.wake();
        engine.run();
        assertThat(edges).containsExactly(0L, 3L);
    }

    /** One cell of a ring that takes over a mixture of its neighbours. */
    private static final class Cell implements Ticked {
        private final long[] state;
        private final int index;
        private long next;

        Cell(long[] state, int index) {
            this.state = state;
            this.index = index;
        }

        @Override
        public void compute() {
            int left = (index + state.length - 1) % state.length;
            int right = (index + 1) % state.length;
            next = state[left] * 31 + state[index] * 17 + state[right];
        }

        @Override
        public boolean commit() {
            state[index] = next;
            return false;
        }
    }

    @Test
    void theOrderOfMembersDoesNotMatter() {
        var random = new SplittableRandom(11);
        long[] start = random.longs(16).toArray();
        // The recurrence, computed at once from the old state.
        long[] expected = start.clone();
        for (int step = 0; step < 20; step++) {
            long[] old = expected.clone();
            for (int i = 0; i < 16; i++) {
                expected[i] = old[(i + 15) % 16] * 31 + old[i] * 17 + old[(i + 1) % 16];
            }
        }
        for (int trial = 0; trial < 5; trial++) {
            long[] state = start.clone();
            var cells = new ArrayList<Cell>();
            for (int i = 0; i < 16; i++) {
                cells.add(new Cell(state, i));
            }
            Collections.shuffle(cells, new java.util.Random(trial));
            var engine = new Engine();
            var group = new TickGroup(engine, Clock.of(Frequency.ofMHz(500)), cells);
            for (int step = 0; step < 20; step++) {
                group.wake();
                engine.runUntil(engine.now() + 1);
            }
            engine.run();
            assertThat(state).as("shuffle %d", trial).containsExactly(expected);
        }
    }
}
