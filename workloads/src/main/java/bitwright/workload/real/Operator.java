package bitwright.workload.real;

import java.util.List;

/** What an operation computes. */
@FunctionalInterface
interface Operator {
    List<Value> apply(Call call);

    /** An operation of one output. */
    @FunctionalInterface
    interface Single {
        Value apply(Call call);
    }

    static Operator of(Single single) {
        return call -> List.of(single.apply(call));
    }
}
