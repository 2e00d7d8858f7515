package bitwright.accel.gnn;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import java.util.Optional;

/** The aggregation meshes; each has one row of cores a manager. */
@Doc("The aggregation meshes, one manager and one row of cores a nodeslot.")
public record Aggregation(
        @Doc("Cores in a row; one takes 16 features of a node. RTL: AGGREGATION_CHANNELS = 4.")
        @Range(min = 1, max = 1024)
        @Default("4")
        int columns,

        @Doc("static: a node's cores are its row's; dynamic: any of its mesh. By default as the variant has it.")
        Optional<CoreAllocation> allocation) {
    public Aggregation {
        Check.ranges(Aggregation.class, columns, allocation);
    }
}
