package bitwright.runner;

import bitwright.accel.NumberMachine;
import bitwright.accel.number.Arithmetic;
import bitwright.accel.number.SumOrder;
import bitwright.accel.number.WeightGroups;
import bitwright.workload.WorkloadException;
import bitwright.workload.bundle.TraceBundle;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A network under the numbers that have been asked for; designs of other shapes share them. Safe for several threads. */
final class NumbersCache {
    private static final int MOST = 64;

    private record Key(Arithmetic arithmetic, SumOrder order, Optional<WeightGroups> groups, int batch) {}

    private final Optional<TraceBundle> bundle;
    private final Map<Key, Found> found = new LinkedHashMap<>();
    private RealNetwork network;

    /** One result, waited for by those who ask while it is found out. */
    private static final class Found {
        private DesignNumbers numbers;

        synchronized DesignNumbers of(NumberMachine machine, RealNetwork network, int batch, int threads)
                throws IOException {
            if (numbers == null) {
                numbers = DesignNumbers.of(machine, network, batch, threads);
            }
            return numbers;
        }
    }

    NumbersCache(Optional<TraceBundle> bundle) {
        this.bundle = bundle;
    }

    DesignNumbers of(String name, NumberMachine machine, int batch, int threads) throws IOException {
        // Sums of integers modulo a power of two do not depend on where they are cut.
        Arithmetic arithmetic = machine.arithmetic().orElseThrow();
        SumOrder order = arithmetic.isPlain() ? SumOrder.PLAIN : machine.sumOrder();
        return found(new Key(arithmetic, order, machine.weightGroups(), batch))
                .of(machine, network(name), batch, threads);
    }

    private synchronized Found found(Key key) {
        if (!found.containsKey(key) && found.size() == MOST) {
            found.remove(found.keySet().iterator().next());
        }
        return found.computeIfAbsent(key, asked -> new Found());
    }

    private synchronized RealNetwork network(String name) throws IOException {
        if (bundle.isEmpty()) {
            throw new WorkloadException(
                    "workload " + name + ": numbers: design needs a trace bundle, which knows the whole network");
        }
        if (network == null) {
            network = new RealNetwork(bundle.get());
        }
        return network;
    }
}
