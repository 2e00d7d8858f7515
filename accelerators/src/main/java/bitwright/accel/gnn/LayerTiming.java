package bitwright.accel.gnn;

import bitwright.sim.result.Cycles;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What came of a hardware layer, apart from values.
 *
 * @param cycles the parts of its time
 * @param stalls cycles in which no pass was under way, by what the next one waited for
 * @param nodes nodes that were run
 * @param skipped nodes without messages
 * @param leftOut nodes with more messages than their tags hold
 * @param messages messages of the nodes that were run
 * @param passes passes of the transformation engines
 * @param passedRows rows with a node in all of them
 * @param packets packets from managers to cores
 * @param flitHops flits on the aggregation network, times their hops
 * @param readBits bits read from memory by what for
 * @param writtenBits bits written to memory
 * @param slotCycles cycles that the nodeslots together spent in each phase
 * @param times of nodes until their slots were free
 * @param summing of nodes until their messages were summed
 * @param slots nodeslots in use
 * @param masters read masters at work
 * @param managers aggregation managers at work
 * @param engines transformation engines with a pass
 */
record LayerTiming(
        Cycles cycles,
        Map<String, Long> stalls,
        long nodes,
        long skipped,
        long leftOut,
        long messages,
        long passes,
        long passedRows,
        long packets,
        long flitHops,
        Map<String, Long> readBits,
        long writtenBits,
        Map<SlotPhase, Long> slotCycles,
        NodeTimes times,
        NodeTimes summing,
        Occupancy slots,
        Occupancy masters,
        Occupancy managers,
        Occupancy engines) {
    List<GraphTime.UnitOccupancy> occupancies(Ample machine) {
        return List.of(
                occupancy("nodeslots", machine.nodeslots(), slots),
                occupancy("read masters", machine.hbm().banks(), masters),
                occupancy("aggregation managers", machine.nodeslots(), managers),
                occupancy("transformation passes", 1, engines));
    }

    private GraphTime.UnitOccupancy occupancy(String unit, int of, Occupancy occupancy) {
        double[] means = occupancy.means(cycles.total());
        return new GraphTime.UnitOccupancy(
                unit, of, occupancy.window(), Arrays.stream(means).boxed().toList());
    }
}
