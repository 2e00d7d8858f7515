package bitwright.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineTest {
    private final Engine engine = new Engine();
    private final List<String> log = new ArrayList<>();

    private void note(long argument) {
        log.add(argument + "@" + engine.now());
    }

    @Test
    void startsAtTickZeroWithNothingToDo() {
        assertThat(engine.now()).isZero();
        assertThat(engine.isIdle()).isTrue();
        engine.run();
        assertThat(engine.now()).isZero();
    }

    @Test
    void aTickRunsByPhaseAndThenInTheOrderOfScheduling() {
        engine.at(5, Phase.OBSERVE, this::note, 7);
        engine.at(5, Phase.REACT, this::note, 3);
        engine.at(5, Phase.TICK, this::note, 6);
        engine.at(5, Phase.MOVE, this::note, 1);
        engine.at(5, Phase.REACT, this::note, 4);
        engine.at(5, Phase.MOVE, this::note, 2);
        engine.at(5, Phase.REACT, this::note, 5);
        engine.at(4, Phase.OBSERVE, this::note, 0);
        engine.run();
        assertThat(log).containsExactly("0@4", "1@5", "2@5", "3@5", "4@5", "5@5", "6@5", "7@5");
    }

    @Test
    void eventsOfOnePlaceKeepTheirOrderWhetherScheduledFromAfarOrFromNearby() {
        engine.at(3000, Phase.REACT, this::note, 1); // beyond the wheel
        engine.at(2500, Phase.REACT, argument -> engine.at(3000, Phase.REACT, this::note, argument), 3); // within it
        engine.at(3000, Phase.REACT, this::note, 2);
        engine.run();
        assertThat(log).containsExactly("1@3000", "2@3000", "3@3000");
    }

    @Test
    void eventsForTheRunningTickAreHonouredInItsPresentAndLaterPhases() {
        engine.at(
                1,
                Phase.REACT,
                argument -> {
                    note(argument);
                    engine.after(0, Phase.OBSERVE, this::note, 4);
                    engine.after(0, Phase.REACT, this::note, 3);
                },
                1);
        engine.at(1, Phase.REACT, this::note, 2);
        engine.run();
        assertThat(log).containsExactly("1@1", "2@1", "3@1", "4@1");
    }

    @Test
    void anEarlierPhaseOfTheRunningTickIsRefused() {
        engine.at(1, Phase.TICK, argument -> engine.at(1, Phase.REACT, this::note, 0), 0);
        assertThatThrownBy(engine::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an event at tick 1 in phase REACT comes too late: it is tick 1, phase TICK");
    }

    @Test
    void thePastIsRefused() {
        engine.runUntil(10);
        assertThatThrownBy(() -> engine.at(9, Phase.OBSERVE, this::note, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("an event at tick 9 in phase OBSERVE comes too late: it is tick 10");
        assertThatThrownBy(() -> engine.after(-1, Phase.MOVE, this::note, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a delay of -1 ticks at tick 10");
        assertThatThrownBy(() -> engine.runUntil(9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot run until tick 9: it is tick 10");
        assertThatThrownBy(() -> engine.at(11, Phase.MOVE, null, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(engine.isIdle()).isTrue();
    }

    @Test
    void runUntilIncludesItsTickAndStopsThere() {
        for (long time : new long[] {9, 10, 11}) {
            engine.at(time, Phase.OBSERVE, this::note, time);
        }
        engine.runUntil(10);
        assertThat(log).containsExactly("9@9", "10@10");
        assertThat(engine.now()).isEqualTo(10);
        engine.at(10, Phase.MOVE, this::note, 0); // between runs every phase of the present tick is open again
        engine.run();
        assertThat(log).containsExactly("9@9", "10@10", "0@10", "11@11");
    }

    @Test
    void runUntilMovesTimeEvenWithoutEvents() {
        engine.runUntil(5000);
        engine.at(5000 + 1023, Phase.MOVE, this::note, 1);
        engine.at(5000 + 1024, Phase.MOVE, this::note, 2);
        engine.runUntil(7000);
        assertThat(log).containsExactly("1@6023", "2@6024");
        assertThat(engine.now()).isEqualTo(7000);
    }

    @Test
    void timeReachesToTheEndOfLongAndNoFurther() {
        engine.at(Long.MAX_VALUE, Phase.OBSERVE, this::note, 2);
        engine.at(Long.MAX_VALUE - 1, Phase.MOVE, argument -> engine.after(1, Phase.MOVE, this::note, 1), 0);
        engine.run();
        assertThat(log).containsExactly("1@" + Long.MAX_VALUE, "2@" + Long.MAX_VALUE);
        assertThatThrownBy(() -> engine.after(1, Phase.MOVE, this::note, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("beyond the end of time");
    }

    @Test
    void anEngineDoesNotRunInsideItself() {
        engine.at(1, Phase.MOVE, argument -> engine.run(), 0);
        assertThatThrownBy(engine::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("at tick 1");
    }

    @Test
    void aFailingHandlerLosesNoOtherEvent() {
        engine.at(1, Phase.MOVE, this::note, 1);
        engine.at(
                1,
                Phase.MOVE,
                argument -> {
                    throw new IllegalStateException("broken");
                },
                0);
        engine.at(1, Phase.MOVE, this::note, 2);
        engine.at(
                2,
                Phase.MOVE,
                argument -> {
                    throw new IllegalStateException("broken");
                },
                0);
        engine.at(3, Phase.MOVE, this::note, 3);
        assertThatThrownBy(engine::run).hasMessage("broken");
        assertThatThrownBy(engine::run).hasMessage("broken");
        engine.run();
        assertThat(log).containsExactly("1@1", "2@1", "3@3");
        assertThat(engine.isIdle()).isTrue();
    }

    @Test
    void theEarliestTickOfAPhaseIsTheNextOneOnceThePhaseHasPassed() {
        engine.at(
                4,
                Phase.TICK,
                argument -> {
                    assertThat(engine.earliest(Phase.REACT)).isEqualTo(5);
                    assertThat(engine.earliest(Phase.TICK)).isEqualTo(4);
                    assertThat(engine.earliest(Phase.OBSERVE)).isEqualTo(4);
                    note(argument);
                },
                0);
        engine.run();
        assertThat(log).containsExactly("0@4");
        assertThat(engine.earliest(Phase.MOVE)).isEqualTo(4);
    }

    /** A component that schedules itself again and again, now near, now far. */
    private static final class Pacer implements Handler {
        private final Engine engine;
        private final long end;

        Pacer(Engine engine, long end) {
            this.engine = engine;
            this.end = end;
        }

        @Override
        public void handle(long argument) {
            if (engine.now() < end) {
                engine.after(1 + (engine.now() * 31 + argument) % 1500, Phase.TICK, this, argument);
            }
        }
    }

    @Test
    void nothingIsAllocatedOnceTheQueueHasItsLength() {
        var pacer = new Pacer(engine, 300_000);
        for (int i = 0; i < 1000; i++) {
            engine.at(i, Phase.TICK, pacer, i);
        }
        engine.runUntil(100_000);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        engine.runUntil(200_000); // about 130 000 events
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertThat(allocated).as("bytes for about 130 000 events").isLessThan(4096);
    }
}
