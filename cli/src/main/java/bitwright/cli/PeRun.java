package bitwright.cli;

import bitwright.accel.pe.Control;
import bitwright.accel.pe.Cost;
import bitwright.accel.pe.Datapath;
import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.LayerPrecision;
import bitwright.sim.energy.Action;
import bitwright.sim.engine.Frequency;
import bitwright.sim.trace.Signal;
import bitwright.sim.trace.VcdWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One group on one PE: by its definition, register by register, and by plain multiplication.
 *
 * @param detected whether there are detectors that control the PE; if not, its lanes go by their own operands
 * @param control what they find
 * @param dot what the PE's definition says
 * @param actions what it spends
 * @param exact the dot product by plain multiplication
 * @param readyAfter cycles until the registers take the next group
 * @param outputAfter cycles until they deliver the sum; 0 if they do not
 * @param output that sum
 * @param waveform the registers as text
 * @param vcd the registers as a value change dump
 */
record PeRun(
        boolean detected,
        Control control,
        LanePe.Dot dot,
        Map<Action, Long> actions,
        BigInteger exact,
        int readyAfter,
        int outputAfter,
        long output,
        TextWaveform waveform,
        String vcd) {
    /** A PE that has not come to rest so long after it should have never will. */
    private static final int PATIENCE_CYCLES = 1000;

    static PeRun of(
            LanePe pe, String name, LayerPrecision precision, int[] weights, int[] activations, Frequency clock) {
        Cost cost = pe.cost(precision);
        Control control = cost.control(weights, activations);
        var actions = new TreeMap<Action, Long>();
        LanePe.Dot dot = pe.dot(
                weights,
                activations,
                control,
                precision,
                (action, times) -> actions.merge(action, times, Math::addExact));
        BigInteger exact = BigInteger.ZERO;
        for (int lane = 0; lane < weights.length; lane++) {
            exact = exact.add(BigInteger.valueOf(weights[lane]).multiply(BigInteger.valueOf(activations[lane])));
        }

        Datapath datapath = pe.datapath(precision);
        List<Signal> signals = datapath.signals(pe.accumulatorBits());
        var waveform = new TextWaveform(signals);
        var all = new ArrayList<>(signals);
        all.addAll(operands("weight", weights, precision.weightBits(), precision.weightsSigned(), datapath));
        all.addAll(operands(
                "activation", activations, precision.activationBits(), precision.activationsSigned(), datapath));
        var vcd = new StringBuilder();
        int readyAfter = 0;
        int outputAfter = 0;
        long output = 0;
        try {
            var writer = new VcdWriter(vcd, name.replaceAll("[^A-Za-z0-9_]", "_"), clock, all);
            datapath.start(weights, activations, control, 0);
            int limit = dot.cycles() + pe.drainCycles() + PATIENCE_CYCLES;
            for (int cycle = 1; cycle <= limit && !datapath.idle(); cycle++) {
                datapath.tick();
                waveform.sample();
                writer.sample(cycle);
                if (datapath.ready() && readyAfter == 0) {
                    readyAfter = cycle;
                }
                if (datapath.hasOutput() && outputAfter == 0) {
                    outputAfter = cycle;
                    output = datapath.output();
                }
            }
            writer.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a string does not fail
        }
        boolean detected = cost instanceof Cost.Product;
        return new PeRun(
                detected, control, dot, actions, exact, readyAfter, outputAfter, output, waveform, vcd.toString());
    }

    /** Operands as they stand before the PE until it has consumed them. */
    private static List<Signal> operands(String what, int[] values, int bits, boolean signed, Datapath datapath) {
        var signals = new ArrayList<Signal>();
        for (int lane = 0; lane < values.length; lane++) {
            long value = values[lane];
            String name = "operands." + what + "_" + lane;
            Signal.Kind kind = signed ? Signal.Kind.SIGNED : Signal.Kind.UNSIGNED;
            signals.add(new Signal(name, bits, kind, () -> value, () -> !datapath.ready()));
        }
        return signals;
    }

    /** Where the three ways differ; empty if nowhere. */
    List<String> differences(LanePe pe) {
        var differences = new ArrayList<String>();
        if (!BigInteger.valueOf(dot.sum()).equals(exact)) {
            differences.add("the PE's sum is " + dot.sum() + ", plain multiplication gives " + exact);
        }
        if (outputAfter == 0) {
            differences.add("the registers deliver no sum");
            return differences;
        }
        if (!BigInteger.valueOf(output).equals(exact)) {
            differences.add("the registers deliver " + output + ", plain multiplication gives " + exact);
        }
        if (readyAfter != dot.cycles()) {
            differences.add("the registers are busy for " + readyAfter + " cycles, the PE says " + dot.cycles());
        }
        int due = dot.cycles() + pe.drainCycles();
        if (outputAfter != due) {
            differences.add("the registers deliver after " + outputAfter + " cycles, the PE says " + due);
        }
        return differences;
    }
}
