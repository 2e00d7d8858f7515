package bitwright.accel.gnn;

import bitwright.sim.result.Cycles;
import java.util.List;

/**
 * The time of one layer on a graph, without values.
 *
 * @param cycles the parts of it
 * @param nodes nodes that were run
 * @param passes of the transformation engine
 * @param latencies of nodes in their slots, by rising number of messages
 * @param occupancies of the units over time
 */
public record GraphTime(
        Cycles cycles, long nodes, long passes, List<Latency> latencies, List<UnitOccupancy> occupancies) {
    /**
     * Of the nodes with one number of messages.
     *
     * @param nodes how many
     * @param mean of the cycles from a node's programming to its slot being free
     */
    public record Latency(int messages, long nodes, double mean, long least, long most) {}

    /**
     * How much of a unit was busy.
     *
     * @param unit its name
     * @param of how many there are
     * @param window cycles of a window
     * @param busy the mean of each window, from cycle 0 on
     */
    public record UnitOccupancy(String unit, int of, long window, List<Double> busy) {}
}
