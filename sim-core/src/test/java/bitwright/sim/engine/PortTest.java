package bitwright.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortTest {
    private final Engine engine = new Engine();
    private final List<Long> senderTurns = new ArrayList<>();
    private final List<Long> receiverTurns = new ArrayList<>();
    private final Turn sender = new Turn(engine, () -> senderTurns.add(engine.now()));
    private final Turn receiver = new Turn(engine, () -> receiverTurns.add(engine.now()));

    private OutPort<Long> connected(InPort<Long> in, Link link) {
        var out = new OutPort<Long>(engine, sender);
        out.connect(in, link);
        return out;
    }

    @Test
    void aMessageArrivesAfterTheLatencyAndNotATickSooner() {
        var in = new InPort<Long>(2, receiver);
        var out = connected(in, Link.ofLatency(3));
        engine.at(5, Phase.REACT, out::send, 42);
        engine.runUntil(7);
        assertThat(in.isEmpty()).isTrue();
        assertThat(receiverTurns).isEmpty();
        engine.runUntil(8);
        assertThat(receiverTurns).containsExactly(8L);
        assertThat(in.size()).isEqualTo(1);
        assertThat(in.peek()).isEqualTo(42);
        assertThat(in.take()).isEqualTo(42);
        assertThat(in.isEmpty()).isTrue();
    }

    @Test
    void messagesOnTheirWayTakeUpRoom() {
        var in = new InPort<Long>(2, receiver);
        var out = connected(in, Link.ofLatency(10));
        out.send(1L);
        assertThat(out.hasRoom()).isTrue();
        out.send(2L);
        assertThat(out.hasRoom()).isFalse();
        assertThat(in.size()).isZero();
        engine.run();
        assertThat(out.hasRoom()).isFalse();
        in.take();
        assertThat(out.hasRoom()).isTrue();
    }

    @Test
    void arrivalsOfATickWakeTheReceiverOnceEvenFromTwoPorts() {
        var in = new InPort<Long>(4, receiver);
        var other = new InPort<Long>(4, receiver);
        var out = connected(in, Link.ofLatency(2));
        var otherOut = connected(other, Link.ofLatency(1));
        out.send(1L);
        out.send(2L);
        engine.at(1, Phase.REACT, otherOut::send, 3);
        engine.run();
        assertThat(receiverTurns).containsExactly(2L);
        assertThat(in.size()).isEqualTo(2);
        assertThat(other.size()).isEqualTo(1);
    }

    @Test
    void theSenderIsWokenOnceWhenAFullPortGetsRoomAndNotOtherwise() {
        var in = new InPort<Long>(3, receiver);
        var out = connected(in, Link.ofLatency(1));
        for (long message = 0; message < 3; message++) {
            out.send(message);
        }
        engine.at(4, Phase.REACT, unused -> in.take(), 0);
        engine.at(4, Phase.REACT, unused -> in.take(), 0);
        engine.at(6, Phase.REACT, unused -> in.take(), 0);
        engine.run();
        assertThat(senderTurns).containsExactly(4L); // at 6 there was room before
    }

    @Test
    void roomThatComesBackAfterTheTurnHasPassedWakesTheSenderInTheNextTick() {
        var in = new InPort<Long>(1, receiver);
        var out = connected(in, Link.ofLatency(1));
        out.send(0L);
        engine.at(4, Phase.TICK, unused -> in.take(), 0);
        engine.run();
        assertThat(senderTurns).containsExactly(5L);
    }

    @Test
    void aLinkTakesItsWidthAnIntervalAndWakesTheSenderWhenItIsFree() {
        var in = new InPort<Long>(8, receiver);
        var out = connected(in, new Link(1, 2, 4));
        engine.at(3, Phase.REACT, out::send, 0);
        engine.at(5, Phase.REACT, out::send, 1); // the second within ticks 3 to 6
        engine.at(5, Phase.REACT, unused -> assertThat(out.hasRoom()).isFalse(), 0);
        engine.at(6, Phase.REACT, unused -> assertThat(out.hasRoom()).isFalse(), 0);
        engine.at(7, Phase.REACT, unused -> assertThat(out.hasRoom()).isTrue(), 0);
        engine.run();
        assertThat(senderTurns).containsExactly(7L);
        out.send(2L);
        assertThat(out.hasRoom()).isTrue();
    }

    @Test
    void aBusyLinkIsNoRoomEvenIfTheReceiverHasSome() {
        var in = new InPort<Long>(1, receiver);
        var out = connected(in, new Link(1, 1, 5));
        out.send(0L);
        engine.at(2, Phase.REACT, unused -> in.take(), 0); // the link is busy until 5
        engine.run();
        assertThat(senderTurns).containsExactly(5L);
    }

    @Test
    void aFullReceiverIsNoRoomEvenIfTheLinkIsFree() {
        var in = new InPort<Long>(1, receiver);
        var out = connected(in, new Link(1, 1, 5));
        out.send(0L);
        engine.at(6, Phase.REACT, unused -> in.take(), 0); // the link has been free since tick 5
        engine.run();
        assertThat(senderTurns).containsExactly(6L);
    }

    @Test
    void misuseThrowsAtOnce() {
        var in = new InPort<Long>(1, receiver);
        var lonely = new OutPort<Long>(engine, sender);
        assertThatThrownBy(lonely::hasRoom)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("before it is connected");
        assertThatThrownBy(() -> lonely.send(1L)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(in::take).isInstanceOf(IllegalStateException.class).hasMessageContaining("empty port");
        assertThatThrownBy(in::peek).isInstanceOf(IllegalStateException.class).hasMessageContaining("empty port");
        var out = connected(in, new Link(1, 1, 9));
        out.send(1L);
        assertThatThrownBy(() -> out.send(2L))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a message is sent without room at tick 0: the link is busy until tick 9");
        engine.runUntil(9);
        assertThatThrownBy(() -> out.send(2L))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a message is sent without room at tick 9: all 1 places of the receiver are taken");
        assertThatThrownBy(() -> lonely.connect(in, Link.ofLatency(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("two output ports");
        assertThatThrownBy(() -> out.connect(new InPort<>(1, receiver), Link.ofLatency(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("two input ports");
        assertThatThrownBy(() -> Link.ofLatency(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("latency must be between 1 and");
        assertThatThrownBy(() -> new InPort<Long>(0, receiver)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Passes numbers on, raised by one, as soon as there is room. */
    private static final class Relay {
        private final LongInPort in;
        private final LongOutPort out;
        private long passed;
        private long last;

        Relay(Engine engine, int capacity) {
            var turn = new Turn(engine, this::act);
            in = new LongInPort(capacity, turn);
            out = new LongOutPort(engine, turn);
        }

        private void act() {
            while (!in.isEmpty() && out.hasRoom()) {
                last = in.peek() + 1;
                out.send(in.take() + 1);
                passed++;
            }
        }
    }

    @Test
    void numbersTravelWithoutAllocation() {
        var first = new Relay(engine, 5);
        var second = new Relay(engine, 7);
        first.out.connect(second.in, Link.ofLatency(3));
        second.out.connect(first.in, new Link(2, 1, 2));
        first.out.send(0);
        engine.runUntil(50_000);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        engine.runUntil(100_000);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertThat(allocated).as("bytes for 20 000 messages").isLessThan(4096);
        // A round takes 3 + 2 ticks: the second relay acts at 3, 8, …, 99 998, the first at 5, 10, …, 100 000.
        assertThat(second.passed).isEqualTo(20_000);
        assertThat(first.passed).isEqualTo(20_000);
        assertThat(first.last).isEqualTo(40_000);
    }

    @Test
    void aTurnAskedForWhileItRunsComesAgainInTheSameTick() {
        var turns = new ArrayList<Long>();
        var self = new Turn[1];
        self[0] = new Turn(engine, () -> {
            turns.add(engine.now());
            if (turns.size() < 3) {
                self[0].wake();
                self[0].wake();
            }
        });
        engine.at(2, Phase.MOVE, unused -> self[0].wake(), 0);
        engine.run();
        assertThat(turns).containsExactly(2L, 2L, 2L);
    }
}
