package bitwright.conformance.dram;

import bitwright.sim.dram.AddressMapping;
import bitwright.sim.dram.Command;
import bitwright.sim.dram.DramMemory;
import bitwright.sim.dram.Rule;
import java.util.List;

/**
 * A configuration of another DRAM simulator in our terms.
 *
 * @param memory organisation, timing table, and the controller that decides as that one does
 * @param rules its minimum distances
 * @param cyclesToNext cycles from the completion of a request to the earliest offer of the next one, where the driver waited
 *     for completions
 * @param byAddress whether the simulator told its driver only the address of what was done, so that of several requests of one
 *     address the oldest was taken to be done
 * @param policy what the controller's decisions are called in reports
 */
record GoldenDram(DramMemory memory, List<Rule> rules, int cyclesToNext, boolean byAddress, String policy) {
    GoldenDram {
        rules = List.copyOf(rules);
    }

    AddressMapping mapping() {
        return new AddressMapping(memory.mapping(), memory.organisation());
    }

    /** A command of a trace. */
    record Issued(long cycle, Command command, int bank, int row, int column) {
        @Override
        public String toString() {
            return cycle + " " + command + " bank " + bank + (row < 0 ? "" : " row " + row)
                    + (column < 0 ? "" : " column " + column);
        }
    }
}
