package bitwright.config;

import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.workload.gnn.NodeArithmetic;
import bitwright.workload.gnn.PrecisionAssignment;
import bitwright.workload.gnn.PrecisionAssignment.DegreeClass;
import bitwright.workload.gnn.PrecisionAssignment.Interpolation;
import bitwright.workload.gnn.PrecisionAssignment.Protection;
import java.util.List;

/** Which node of a graph computes with which precision; a plain word is one for all. */
public sealed interface NodePrecision {
    /** What the nodes are told. */
    PrecisionAssignment assignment();

    static NodePrecision of(String arithmetic) {
        return new Same(NodeArithmetic.of(arithmetic));
    }

    @Doc("Every node the same.")
    record Same(
            @Doc("OPERANDS or OPERANDS/SUMS, as in int8/wrap8.")
            NodeArithmetic all) implements NodePrecision {
        @Override
        public PrecisionAssignment assignment() {
            return new PrecisionAssignment.Uniform(all);
        }
    }

    @Doc("Nodes are protected by chance, the likelier the larger their degree (Degree-Quant, Tailor et al., ICLR"
            + " 2021).")
    record DegreeQuant(@Doc("Precisions and chances.") DegreeQuantChances degreeQuant) implements NodePrecision {
        @Doc("Precisions of protected and other nodes, and the chance of protection by degree.")
        record DegreeQuantChances(
                @Doc("Precision of protected nodes.") @Default("float32")
                NodeArithmetic high,

                @Doc("Precision of the others.") NodeArithmetic low,

                @Doc("Chance of the least degree.") @Range(min = 0, max = 1) @Default("0.0")
                double minProbability,

                @Doc("Chance of the largest degree.") @Range(min = 0, max = 1) @Default("1.0")
                double maxProbability,

                @Doc("degree: the chance grows with degree over largest degree, as in AMPLE's tool chain; rank:"
                        + " with the node's place by degree.")
                @Default("degree")
                Interpolation interpolation,

                @Doc("protected-high, or ample-sdk: AMPLE's tool chain gives protected nodes the low precision.")
                @Default("protected-high")
                Protection protection) {
            public DegreeQuantChances {
                new PrecisionAssignment.DegreeQuant(
                        high, low, minProbability, maxProbability, interpolation, protection);
            }
        }

        @Override
        public PrecisionAssignment assignment() {
            return new PrecisionAssignment.DegreeQuant(
                    degreeQuant.high,
                    degreeQuant.low,
                    degreeQuant.minProbability,
                    degreeQuant.maxProbability,
                    degreeQuant.interpolation,
                    degreeQuant.protection);
        }
    }

    @Doc("The nodes of the largest degrees are protected.")
    record TopDegrees(
            @Doc("Precisions and where the largest degrees begin.")
            TopDegreesQuantile topDegrees) implements NodePrecision {
        @Doc("Precisions of protected and other nodes, and who is protected.")
        record TopDegreesQuantile(
                @Doc("Precision of protected nodes.") @Default("float32")
                NodeArithmetic high,

                @Doc("Precision of the others.") NodeArithmetic low,

                @Doc("Degrees from this quantile on are protected, ties included.")
                @Range(min = 0, max = 1)
                @Default("0.95")
                double quantile) {}

        @Override
        public PrecisionAssignment assignment() {
            return new PrecisionAssignment.TopDegrees(topDegrees.high, topDegrees.low, topDegrees.quantile);
        }
    }

    @Doc("As many precisions as there are classes of degrees.")
    record ByDegree(
            @Doc("By rising degree, the first from 0.") List<FromDegree> byDegree) implements NodePrecision {
        @Doc("A class of degrees.")
        record FromDegree(
                @Doc("The least degree of the class.") int fromDegree,
                @Doc("Its precision.") NodeArithmetic arithmetic) {}

        public ByDegree {
            byDegree = List.copyOf(byDegree);
            try {
                assignment(byDegree);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(e.getMessage().replaceFirst("^classes ", "byDegree "), e);
            }
        }

        @Override
        public PrecisionAssignment assignment() {
            return assignment(byDegree);
        }

        private static PrecisionAssignment assignment(List<FromDegree> classes) {
            return new PrecisionAssignment.ByDegree(classes.stream()
                    .map(one -> new DegreeClass(one.fromDegree, one.arithmetic))
                    .toList());
        }
    }
}
