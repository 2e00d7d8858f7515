package bitwright.workload.real;

import bitwright.workload.WorkloadException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The operations that networks may be made of, by the names that ONNX and QONNX give them. */
public final class Operators {
    private static final Map<String, Operator> KNOWN = known();

    private Operators() {}

    private static Map<String, Operator> known() {
        Map<String, Operator> operators = new TreeMap<>();
        ElementwiseOps.addTo(operators);
        ShapeOps.addTo(operators);
        MovementOps.addTo(operators);
        MatrixOps.addTo(operators);
        PoolOps.addTo(operators);
        NormalisationOps.addTo(operators);
        QuantisationOps.addTo(operators);
        QonnxOps.addTo(operators);
        SequenceOps.addTo(operators);
        return operators;
    }

    /** The names of all operations, in alphabetical order. */
    public static Set<String> names() {
        return java.util.Collections.unmodifiableSet(KNOWN.keySet());
    }

    static List<Value> apply(Call call) {
        Operator operator = KNOWN.get(call.node().op());
        if (operator == null) {
            throw new WorkloadException("operation " + call.node().op() + " is not supported; supported are "
                    + String.join(", ", KNOWN.keySet()));
        }
        return operator.apply(call);
    }

    /** An operation of one input with the settings of another's call. */
    static Value apply(String op, Call settings, Value input) {
        var call = new Call(
                settings.node(),
                settings.opset(),
                List.of(java.util.Optional.of(input)),
                new boolean[1],
                settings.products());
        return KNOWN.get(op).apply(call).get(0);
    }
}
