package bitwright.conformance.dram;

import bitwright.conformance.dram.GoldenDram.Issued;
import bitwright.sim.dram.Command;
import bitwright.sim.dram.Dram;
import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Handler;
import bitwright.sim.engine.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Requests offered to a DRAM in their order, one a cycle at most, each at its time or as soon afterwards as there is room;
 * and in serial mode not before the one before it is done.
 */
final class TraceRun {
    /** A request and the cycle from which it is offered. */
    record Request(long arrival, boolean write, long address) {}

    private final List<Request> requests;
    private final boolean serial;
    private final int cyclesToNext;
    private final boolean byAddress;
    private final Engine engine = new Engine();
    private final Dram dram;
    private final Handler offer = this::offer;
    private final Handler done = this::done;
    private final long[] accepted;
    private final long[] completed;
    private final List<Issued> commands = new ArrayList<>();

    TraceRun(GoldenDram golden, List<Request> requests, boolean serial) {
        this.requests = requests;
        this.serial = serial;
        cyclesToNext = golden.cyclesToNext();
        byAddress = golden.byAddress();
        accepted = new long[requests.size()];
        completed = new long[requests.size()];
        Arrays.fill(completed, -1);
        dram = Dram.attach(engine, Clock.of(Dram.frequency(golden.memory())), golden.memory(), golden.rules());
        dram.listen((channel, cycle, command, bank, row, column) -> {
            if (channel == 0) {
                commands.add(new Issued(cycle, command, bank, row, column));
            }
        });
        engine.at(requests.get(0).arrival(), Phase.REACT, offer, 0);
        engine.run();
    }

    private void offer(long index) {
        var request = requests.get((int) index);
        if (!dram.accepts(request.address(), request.write())) {
            engine.after(1, Phase.REACT, offer, index);
            return;
        }
        accepted[(int) index] = engine.now();
        dram.request(request.address(), request.write(), done, index);
        if (!serial) {
            offerNext(index, 1);
        }
    }

    private void done(long index) {
        completed[byAddress ? oldest((int) index) : (int) index] = engine.now();
        if (serial) {
            offerNext(index, cyclesToNext);
        }
    }

    /** The oldest request of the same kind and address that is not done. */
    private int oldest(int index) {
        var request = requests.get(index);
        for (int i = 0; ; i++) { // ends at the latest with the one that is done last
            var other = requests.get(i);
            if (completed[i] < 0 && other.address() == request.address() && other.write() == request.write()) {
                return i;
            }
        }
    }

    private void offerNext(long index, int delay) {
        if (index + 1 < requests.size()) {
            long arrival = requests.get((int) index + 1).arrival();
            engine.at(Math.max(arrival, engine.now() + delay), Phase.REACT, offer, index + 1);
        }
    }

    /** Runs on to a cycle, if that has not passed, so that refreshes up to it are known. */
    void runUntil(long cycle) {
        if (engine.now() < cycle) {
            engine.runUntil(cycle);
        }
        dram.count(Command.REFRESH);
    }

    long accepted(int index) {
        return accepted[index];
    }

    long completed(int index) {
        return completed[index];
    }

    /** The commands of channel 0 until nothing waited, or until the end of the run if that was later. */
    List<Issued> commands() {
        return commands;
    }

    Dram dram() {
        return dram;
    }
}
