package bitwright.accel.gnn;

import bitwright.sim.result.Series;
import java.util.ArrayList;
import java.util.List;

/** What a hardware layer shows over time, and over the degrees of its nodes. */
final class Curves {
    private Curves() {}

    static void of(String layer, LayerTiming timing, Ample machine, List<Series> into) {
        into.add(latencies(
                "Time of a node until it is summed", layer, timing.summing().latencies()));
        into.add(latencies(
                "Time of a node until its slot is free", layer, timing.times().latencies()));
        for (GraphTime.UnitOccupancy unit : timing.occupancies(machine)) {
            List<Double> middles = new ArrayList<>();
            for (int window = 0; window < unit.busy().size(); window++) {
                middles.add((window + 0.5) * unit.window());
            }
            into.add(new Series(
                    "Busy " + unit.unit() + " over time, " + layer,
                    "",
                    "cycle",
                    "busy " + unit.unit(),
                    false,
                    middles,
                    unit.busy()));
        }
    }

    private static Series latencies(String what, String layer, List<GraphTime.Latency> latencies) {
        return new Series(
                what + ", by its messages, " + layer,
                "",
                "messages",
                "cycles from its programming, mean",
                true,
                latencies.stream().map(one -> (double) one.messages()).toList(),
                latencies.stream().map(GraphTime.Latency::mean).toList());
    }
}
