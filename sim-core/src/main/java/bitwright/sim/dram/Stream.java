package bitwright.sim.dram;

import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Handler;
import bitwright.sim.engine.Phase;
import bitwright.sim.engine.Turn;

/** Reads of successive addresses, as fast as a DRAM that nobody else uses takes them. */
final class Stream {
    private final Engine engine = new Engine();
    private final Clock clock;
    private final Dram dram;
    private final Turn turn = new Turn(engine, this::ask);
    private final Handler done = argument -> finished = engine.now();
    private long address;
    private long end;
    private long finished;

    Stream(DramMemory memory) {
        clock = Clock.of(Dram.frequency(memory));
        dram = Dram.attach(engine, clock, memory);
        dram.onRoom(turn);
    }

    /** Cycles of another clock from the first request to the last data. */
    long cycles(long bits, double clockMHz) {
        if (bits == 0) {
            return 0;
        }
        end = Math.floorDiv(bits + 7, 8);
        engine.at(0, Phase.REACT, argument -> ask(), 0);
        engine.run();
        return (long) Math.ceil(clock.nanoseconds(finished) * clockMHz / 1000);
    }

    private void ask() {
        while (address < end && dram.accepts(address, false)) {
            dram.request(address, false, done, 0);
            address += dram.accessBytes();
        }
    }
}
