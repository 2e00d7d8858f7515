package bitwright.accel.pim;

import bitwright.accel.pim.Busy.Cause;
import bitwright.accel.pim.ChannelProgram.Buffer;
import bitwright.accel.pim.ChannelProgram.Part;
import bitwright.accel.pim.ChannelProgram.Rows;
import bitwright.accel.pim.ChannelProgram.Transfer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Programs on a channel, row by row: a row that begins in a state in which a row of its kind has begun before takes the
 * same commands at the same distances, and leaves the same state. So each kind of row is simulated once a state, command
 * by command, and remembered; a row that leaves the state it began in is repeated by multiplication. Rows before which a
 * refresh falls due are always simulated. The result is that of {@link ChannelRun}, cycle by cycle.
 */
final class FastChannel implements ChannelBook {
    /** What the channels of a machine remember together. */
    static final class Memory {
        private final Map<List<Integer>, Integer> ids = new HashMap<>();
        private final List<int[]> states = new ArrayList<>();
        private final Map<Kind, Integer> kinds = new HashMap<>();
        private final Map<Long, Outcome> outcomes = new HashMap<>();
        private final Map<ChannelProgram, Stretch[]> stretches = new HashMap<>();
        private final ChannelRun run;
        private final long firstRefresh;

        Memory(PimTiming.Distances times, int registers, boolean refreshes) {
            run = new ChannelRun(times, registers, refreshes);
            firstRefresh = run.due();
        }

        private int id(int[] state) {
            var key = new ArrayList<Integer>(state.length);
            for (int value : state) {
                key.add(value);
            }
            Integer known = ids.get(key);
            if (known == null) {
                known = states.size();
                states.add(state);
                ids.put(key, known);
            }
            return known;
        }

        private boolean isRefreshed(int state) {
            return ChannelRun.isRefreshed(states.get(state));
        }

        private int kind(Kind kind) {
            return kinds.computeIfAbsent(kind, unused -> kinds.size());
        }

        private Stretch[] stretches(ChannelProgram program) {
            return stretches.computeIfAbsent(program, this::cut);
        }

        private Stretch[] cut(ChannelProgram program) {
            var all = new ArrayList<Stretch>();
            List<Part> parts = program.parts();
            for (int part = 0; part < parts.size(); part++) {
                int first = part;
                int writes = 0;
                if (parts.get(part) instanceof Buffer buffer) {
                    writes = buffer.writes();
                    part++;
                }
                if (parts.get(part) instanceof Rows rows) {
                    cut(rows, first, part, writes, all);
                } else if (parts.get(part) instanceof Transfer transfer && writes == 0) {
                    cut(transfer, part, all);
                } else {
                    throw new IllegalArgumentException("a buffer must be written for rows, in " + program);
                }
            }
            all.add(new Stretch(kind(Kind.END), parts.size(), 0, parts.size(), 0, 1));
            return all.toArray(Stretch[]::new);
        }

        private void cut(Rows rows, int first, int part, int writes, List<Stretch> all) {
            for (long from = 0; from < rows.macs(); ) {
                long room = rows.perRow() - (rows.before() + from) % rows.perRow();
                long to = Math.min(rows.macs(), from + room);
                int offset = (int) (from % rows.sum());
                var kind = new Kind(from == 0 ? writes : 0, rows.sum(), offset, (int) (to - from), false, false);
                // Rows on which sums lie alike are a stretch, but the first may have the buffer's writes before it.
                long alike = 1;
                if (from > 0 && rows.perRow() % rows.sum() == 0) {
                    alike = Math.max(1, (rows.macs() - from) / rows.perRow());
                }
                int startPart = from == 0 ? first : part;
                all.add(new Stretch(kind(kind), startPart, from, part, to, alike));
                from = to + (alike - 1) * rows.perRow();
            }
        }

        private void cut(Transfer transfer, int part, List<Stretch> all) {
            for (int from = 0; from < transfer.accesses(); ) {
                int room = transfer.perRow() - (transfer.before() + from) % transfer.perRow();
                int to = Math.min(transfer.accesses(), from + room);
                var kind = new Kind(0, 0, 0, to - from, transfer.write(), transfer.all());
                all.add(new Stretch(kind(kind), part, from, part, to, 1));
                from = to;
            }
        }
    }

    /** All of a row that its commands depend on: writes before it, its sums, and what is done in it. */
    private record Kind(int writes, int sum, int offset, int accesses, boolean write, boolean all) {
        /** The end of a program: its last sums are read and its row is closed. */
        static final Kind END = new Kind(0, 0, 0, 0, false, false);
    }

    /** Rows of one kind that follow one another, and the place of the first in its program. */
    private record Stretch(int kind, int startPart, long from, int part, long to, long rows) {}

    /** What a row of a kind does in a state: times from its begin, which is that of the state. */
    private record Outcome(
            int next, long cycles, long frontier, long opening, long end, long openCycles, Busy busy, long[] counts) {
        /** Rows closed less rows opened; 0 in a row that leaves the state it began in. */
        long closed() {
            return counts[PimCommand.PRECHARGE_ALL.ordinal()]
                    - counts[PimCommand.ACTIVATE_ALL.ordinal()]
                    - counts[PimCommand.ACTIVATE.ordinal()];
        }
    }

    private static final long NONE = Long.MIN_VALUE;

    private final Memory memory;
    private int state;
    private long base; // of the state
    private long due;
    private final long[] counts = new long[PimCommand.COUNT];
    private long openCycles;
    private final Busy busy = new Busy();
    private long frontier;
    private long end;
    private long done;

    // As it was before the latest program.
    private int stateBefore;
    private long baseBefore;
    private long dueBefore;
    private long openCyclesBefore;
    private final long[] countsBefore = new long[PimCommand.COUNT];

    FastChannel(Memory memory) {
        this.memory = memory;
        due = memory.firstRefresh;
        state = memory.id(new int[memory.run.state().length]);
    }

    /** Whether this channel is as another one was before its latest program. */
    boolean isLike(FastChannel other) {
        return state == other.stateBefore && base == other.baseBefore && due == other.dueBefore;
    }

    /** Takes over what came of a program on a channel that was like this one before it. */
    void take(FastChannel other) {
        remember();
        state = other.state;
        base = other.base;
        due = other.due;
        end = other.end;
        frontier = other.frontier;
        done = other.done;
        busy.clear();
        busy.add(other.busy, 1);
        openCycles += other.openCycles - other.openCyclesBefore;
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i] - other.countsBefore[i];
        }
    }

    /** Runs a program from a cycle on and returns the cycle in which all of its data are there. */
    long run(ChannelProgram program, long start) {
        remember();
        busy.clear();
        pass(start);
        busy.add(memory.isRefreshed(state) ? Cause.REFRESH : Cause.ROW, base - start);
        end = start;
        for (Stretch stretch : memory.stretches(program)) {
            run(program, stretch);
        }
        done = Math.max(frontier, end);
        busy.add(Cause.RESULT, done - frontier);
        return done;
    }

    /** The cycle in which all data of the latest program are there. */
    long done() {
        return done;
    }

    private void remember() {
        stateBefore = state;
        baseBefore = base;
        dueBefore = due;
        openCyclesBefore = openCycles;
        System.arraycopy(counts, 0, countsBefore, 0, counts.length);
    }

    /** What the cycles of the latest program went to. */
    @Override
    public Busy busy() {
        return busy;
    }

    /** Cycles in which a row was open, while none is. */
    @Override
    public long openCycles() {
        return openCycles;
    }

    @Override
    public long count(PimCommand command) {
        return counts[command.ordinal()];
    }

    /** The time without a program. */
    private void pass(long until) {
        if (due >= until && base >= until) {
            return;
        }
        ChannelRun run = memory.run;
        run.restore(memory.states.get(state), base, due);
        run.pass(until);
        keep(run);
    }

    private void keep(ChannelRun run) {
        for (PimCommand command : PimCommand.values()) {
            counts[command.ordinal()] += run.count(command);
        }
        openCycles += run.openCycles();
        due = run.due();
        base = run.base();
        state = memory.id(run.state());
    }

    private void run(ChannelProgram program, Stretch stretch) {
        long rows = stretch.rows();
        while (rows > 0) {
            Outcome outcome = outcome(program, stretch);
            if (outcome.opening() != NONE && due <= base + outcome.opening()) {
                simulate(program, stretch);
                rows--;
                continue;
            }
            long times = 1;
            if (rows > 1 && outcome.next() == state) {
                long room =
                        due == ChannelRun.NEVER ? rows : (due - 1 - outcome.opening() - base) / outcome.cycles() + 1;
                times = Math.min(rows, room);
            }
            apply(outcome, times);
            rows -= times;
        }
    }

    private void apply(Outcome outcome, long times) {
        long last = base + (times - 1) * outcome.cycles();
        if (outcome.end() != NONE) {
            end = Math.max(end, last + outcome.end());
        }
        frontier = last + outcome.frontier();
        openCycles += times * outcome.openCycles() + base * outcome.closed(); // times are counted from the base
        base += times * outcome.cycles();
        busy.add(outcome.busy(), times);
        for (int i = 0; i < counts.length; i++) {
            counts[i] += times * outcome.counts()[i];
        }
        state = outcome.next();
    }

    /** A row, command by command, at its own time. */
    private void simulate(ChannelProgram program, Stretch stretch) {
        ChannelRun run = memory.run;
        run.restore(memory.states.get(state), base, due);
        run.enter(program, stretch.startPart(), stretch.from());
        send(run, stretch);
        busy.add(run.busy(), 1);
        frontier = run.frontier();
        end = Math.max(end, run.end());
        keep(run);
    }

    /** Sends a row's commands, or those at the end of a program; returns the cycle in which the row was opened. */
    private static long send(ChannelRun run, Stretch stretch) {
        long opening = NONE;
        boolean isEnd = stretch.to() == 0;
        while (isEnd ? !run.isFinished() : run.isInRow(stretch.part(), stretch.to())) {
            long cycle = run.decide();
            if (run.next() == PimCommand.ACTIVATE_ALL || run.next() == PimCommand.ACTIVATE) {
                opening = cycle;
            }
            run.issue();
        }
        if (isEnd) {
            run.close();
        }
        return opening;
    }

    private Outcome remember(ChannelProgram program, Stretch stretch) {
        ChannelRun run = memory.run;
        run.restore(memory.states.get(state), 0, ChannelRun.NEVER);
        run.enter(program, stretch.startPart(), stretch.from());
        long opening = send(run, stretch);
        long[] sent = new long[PimCommand.COUNT];
        for (PimCommand command : PimCommand.values()) {
            sent[command.ordinal()] = run.count(command);
        }
        return new Outcome(
                memory.id(run.state()),
                run.base(),
                run.frontier(),
                opening,
                run.end(),
                run.openCycles(),
                run.busy().copy(),
                sent);
    }

    private Outcome outcome(ChannelProgram program, Stretch stretch) {
        long key = (long) state << Integer.SIZE | stretch.kind();
        Outcome known = memory.outcomes.get(key);
        if (known == null) {
            known = remember(program, stretch);
            memory.outcomes.put(key, known);
        }
        return known;
    }
}
