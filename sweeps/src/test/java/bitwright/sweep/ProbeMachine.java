package bitwright.sweep;

import bitwright.accel.Machine;
import bitwright.accel.Setup;
import bitwright.sim.energy.EnergyReport;
import bitwright.sim.result.Cycles;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.ValueCheck;
import bitwright.workload.LayerTrace;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A machine whose results are plain functions of its keys, and that counts how often each is simulated. */
public record ProbeMachine(int a, int b, String mood) implements Machine<LayerTrace> {
    static final Map<ProbeMachine, AtomicInteger> RUNS = new ConcurrentHashMap<>();

    @Override
    public Class<LayerTrace> workloadType() {
        return LayerTrace.class;
    }

    @Override
    public double clockMHz() {
        return 1000;
    }

    @Override
    public double peakMacsPerCycle() {
        return 1;
    }

    /** Cycles 10 a + b, energy a²: none is best in both. */
    @Override
    public List<LayerResult> run(LayerTrace workload, Setup setup) {
        RUNS.computeIfAbsent(this, one -> new AtomicInteger()).incrementAndGet();
        switch (mood) {
            case "broken" -> throw new IllegalStateException("it broke\nin two lines");
            case "hungry" -> throw new OutOfMemoryError("no room");
            case "slow" -> sleep(workload);
            default -> {}
        }
        long mismatches = mood.equals("wrong") ? 1 : 0;
        return List.of(new LayerResult(
                "only",
                "conv2d",
                100,
                50,
                new Cycles(10L * a + b, 0, 0, 0, 0),
                100,
                Map.of(),
                Map.of("dram.read", 8L),
                Map.of(),
                new EnergyReport(Map.of("pe", (double) a * a), Map.of()),
                new ValueCheck(ValueCheck.Method.RECOMPUTED, 1, 1, mismatches, mismatches > 0 ? "output 0" : ""),
                Map.of()));
    }

    /** Would take a minute, layer by layer. */
    private static void sleep(LayerTrace workload) {
        try {
            for (int i = 0; i < 600; i++) {
                Thread.sleep(100);
                workload.layers().get(0).weights().source().load();
            }
        } catch (InterruptedException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
