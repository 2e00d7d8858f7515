package bitwright.accel.pim;

import bitwright.accel.Machine.Whole;
import bitwright.accel.Setup;
import bitwright.accel.pim.PimGpt.Schedule;
import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Handler;
import bitwright.sim.engine.Phase;
import bitwright.sim.memory.IdealMemory;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.ValueCheck;
import bitwright.sim.trace.Timeline;
import bitwright.workload.WorkloadException;
import bitwright.workload.transformer.TransformerRun;
import java.util.ArrayList;
import java.util.List;

/**
 * Tokens passing through the machine, one after the other. Instructions begin and end at edges of the command clock; the
 * companion chip begins at the next edge of its own.
 */
final class Generation {
    private final PimGpt machine;
    private final TransformerRun workload;
    private final Setup setup;
    private final Compiler compiler;
    private final Engine engine = new Engine();
    private final Clock clock;
    private final Clock chip;
    private final Channels channels;
    private final Tally tally;
    private final Handler begin = unused -> startWhatMay();
    private final Handler memoryDone = this::memoryDone;
    private final Handler chipDone = this::chipDone;

    // The token that passes.
    private List<Instruction> instructions;
    private boolean[] finished;
    private int allFinished; // instructions before this one are all finished
    private int nextInMemory;
    private int nextInChip;
    private boolean memoryWorks;
    private boolean chipWorks;
    private long frontier; // the cycle up to which time has been accounted for
    private boolean answers;
    private Timeline timeline = Timeline.OFF;
    private final List<ChannelTimeline> shown = new ArrayList<>();
    private long tokenStart;
    private long memoryStart;
    private long chipStart;

    Generation(PimGpt machine, TransformerRun workload, Setup setup) {
        if (setup.fidelity() == Fidelity.CLOSED) {
            throw new WorkloadException("a pim-gpt has no closed form; fidelity must be step or cycle");
        }
        if (!(setup.memory() instanceof IdealMemory)) {
            throw new WorkloadException("a pim-gpt is its own memory; memory must be ideal");
        }
        if (setup.values() == ValueCheck.Method.RECOMPUTED || setup.values() == ValueCheck.Method.SAMPLED) {
            throw new WorkloadException(
                    "a transformer of dimensions alone has no values; values must be proven or left out");
        }
        this.machine = machine;
        this.workload = workload;
        this.setup = setup;
        PimMemory memory = machine.memory();
        compiler = new Compiler(
                memory,
                machine.asic(),
                workload.model(),
                machine.schedule() == Schedule.OVERLAPPED,
                machine.outputLayer());
        requireSram();
        var clocks = machine.clocks();
        clock = clocks.get(0);
        chip = clocks.get(1);
        var times = machine.timing().at(clock.frequency(), memory.resultAccesses());
        channels = setup.fidelity() == Fidelity.CYCLE
                ? Channels.byCommand(
                        engine, clock, memory.channels(), times, memory.resultRegisters(), machine.refreshes())
                : Channels.byRow(
                        engine, clock, memory.channels(), times, memory.resultRegisters(), machine.refreshes());
        tally = new Tally(machine, workload, channels);
    }

    /** The companion chip holds the scores, or what lies between the feed-forward layers, or the output layer's sums. */
    private void requireSram() {
        var model = workload.model();
        long scores = (long) model.heads() * workload.passes() + 2L * model.dModel();
        long between = 2L * model.dFf() + 2L * model.dModel();
        long logits = machine.outputLayer() ? model.vocabulary() : 0;
        long bytes = PimMemory.VALUE_BYTES * Math.max(scores, Math.max(between, logits));
        if (bytes > machine.asic().sramKiB() * 1024L) {
            throw new WorkloadException("the companion chip's SRAM must hold " + bytes + " bytes of " + workload.name()
                    + "'s scores, vectors or outputs, it has " + machine.asic().sramKiB() + " KiB");
        }
    }

    Whole run() {
        for (int token = 0; token < workload.passes(); token++) {
            pass(token);
        }
        return tally.result(setup.energy());
    }

    private void pass(int token) {
        answers = workload.hasOutput(token);
        instructions = compiler.token(token, answers);
        finished = new boolean[instructions.size()];
        allFinished = 0;
        nextInMemory = next(0, true);
        nextInChip = next(0, false);
        tokenStart = frontier;
        watch(token);
        engine.at(clock.ticks(frontier), Phase.REACT, begin, 0);
        engine.run();
        if (allFinished < instructions.size()) {
            throw new IllegalStateException("token " + token + " stops at instruction " + allFinished);
        }
        shown.forEach(ChannelTimeline::end);
        tally.token(answers, frontier - tokenStart);
    }

    /** The first and the last token are shown over time. */
    private void watch(int token) {
        boolean isShown = token == 0 || token == workload.passes() - 1;
        timeline = isShown ? setup.timelines().of("token " + (token + 1), clock) : Timeline.OFF;
        for (int channel = 0; channel < machine.memory().channels(); channel++) {
            channels.listen(
                    channel, timeline.isOn() ? new ChannelTimeline(timeline, clock, channel, tokenStart) : null);
        }
    }

    private int next(int from, boolean inMemory) {
        int place = from;
        while (place < instructions.size()
                && instructions.get(place).operation().inMemory() != inMemory) {
            place++;
        }
        return place;
    }

    private void startWhatMay() {
        if (!memoryWorks && nextInMemory < instructions.size() && may(nextInMemory)) {
            memoryWorks = true;
            memoryStart = engine.now() / clock.period();
            channels.start(instructions.get(nextInMemory).programs(), memoryDone, nextInMemory);
        }
        if (!chipWorks && nextInChip < instructions.size() && may(nextInChip)) {
            chipWorks = true;
            chipStart = engine.now() / clock.period();
            long end = chip.edge(engine.now())
                    + chip.ticks(instructions.get(nextInChip).work().cycles());
            engine.at(clock.edge(end), Phase.REACT, chipDone, nextInChip);
        }
    }

    private boolean may(int place) {
        if (machine.schedule() == Schedule.SERIAL) {
            return allFinished == place;
        }
        for (int before : instructions.get(place).after()) {
            if (!finished[place - before]) {
                return false;
            }
        }
        return true;
    }

    private void memoryDone(long place) {
        memoryWorks = false;
        nextInMemory = next((int) place + 1, true);
        done((int) place, memoryStart, "memory");
    }

    private void chipDone(long place) {
        chipWorks = false;
        nextInChip = next((int) place + 1, false);
        done((int) place, chipStart, "companion chip");
    }

    private void done(int place, long start, String track) {
        long now = engine.now() / clock.period();
        Instruction instruction = instructions.get(place);
        finished[place] = true;
        while (allFinished < finished.length && finished[allFinished]) {
            allFinished++;
        }
        tally.done(instruction, answers, now - frontier);
        frontier = now;
        if (timeline.isOn()) {
            timeline.span(
                    track,
                    instruction.operation().word(),
                    clock.ticks(start - tokenStart),
                    clock.ticks(now - tokenStart));
        }
        startWhatMay();
    }
}
