package bitwright.accel.gnn;

import bitwright.sim.energy.Action;
import bitwright.sim.energy.Ledger;
import bitwright.workload.gnn.GraphRun;
import bitwright.workload.gnn.NodeArithmetic;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a hardware layer spends. Cores and PEs without work are gated. Operations of a precision are priced as floats of 16 or
 * 32 bits, whichever is next, unless they are integers; AMPLE's own float units as IEEE's.
 *
 * <p>Flits on the aggregation network are counted as writes of 512 register bits a hop.
 */
final class LayerBill {
    private static final int WORD_BITS = 32;
    private static final int BEAT_BITS = Addresses.BEAT_BITS;
    private static final int BYTES_OF_KIB = 1024;

    private final Ample machine;
    private final GraphRun run;

    LayerBill(Ample machine, GraphRun run) {
        this.machine = machine;
        this.run = run;
    }

    /** Counts for each precision by itself: its nodes with their messages. Returns bits moved by on-chip memory. */
    Map<String, Long> charge(Ledger ledger, HardwareLayer part, LayerTiming timing) {
        int precisions = part.precisions().length;
        long[] nodes = new long[precisions];
        long[] messages = new long[precisions];
        for (int node = 0; node < part.lists().nodes(); node++) {
            int group = part.precisionOf() == null ? 0 : part.precisionOf()[node];
            int count = part.lists().count(node);
            if (count > 0 && machine.holds(count, machine.messageBeats(part.inputs(), part.precisions()[group]))) {
                nodes[group]++;
                messages[group] += count;
            }
        }
        var moved = new TreeMap<String, Long>();
        for (int group = 0; group < precisions; group++) {
            long beats = machine.messageBeats(part.inputs(), part.precisions()[group]);
            moved.merge("messageQueues.write", messages[group] * beats * BEAT_BITS, Long::sum);
            moved.merge("messageQueues.read", messages[group] * beats * BEAT_BITS, Long::sum);
            moved.merge("aggregationBuffer.write", nodes[group] * part.inputs() * WORD_BITS, Long::sum);
            int folds =
                    machine.transformationShape(part.inputs(), part.outputs()).folds();
            moved.merge("aggregationBuffer.read", nodes[group] * part.inputs() * WORD_BITS * folds, Long::sum);
            charge(ledger, part, run.arithmetics().get(group), nodes[group], messages[group]);
        }
        ledger.count(
                "aggregation network",
                new Action("register.write", WORD_BITS),
                timing.flitHops() * (BEAT_BITS / WORD_BITS));
        weights(ledger, part, timing);
        long weights = (long) part.inputs() * part.outputs() * WORD_BITS;
        moved.put("weightBank.write", weights * precisions);
        moved.put("weightBank.read", weights * timing.passes());
        return moved;
    }

    private void charge(Ledger ledger, HardwareLayer part, NodeArithmetic arithmetic, long nodes, long messages) {
        int inputs = part.inputs();
        int beats = machine.messageBeats(inputs, arithmetic.featureBits());
        int queueKiB = Math.max(1, machine.fetchTags().messageBeats() * (BEAT_BITS / 8) / BYTES_OF_KIB);
        int listKiB = Math.max(1, machine.fetchTags().addresses() * (WORD_BITS / 8) / BYTES_OF_KIB);
        ledger.count("message queues", new Action("sram.write", BEAT_BITS, queueKiB), messages * beats);
        ledger.count("message queues", new Action("sram.read", BEAT_BITS, queueKiB), messages * beats);
        ledger.count("address queues", new Action("sram.write", WORD_BITS, listKiB), messages);
        ledger.count("address queues", new Action("sram.read", WORD_BITS, listKiB), messages);
        ledger.count("scale factor queues", new Action("sram.write", WORD_BITS, 4), messages);
        ledger.count("scale factor queues", new Action("sram.read", WORD_BITS, 4), messages);

        boolean scaled = run.messages().scaled();
        ledger.count("aggregation cores", addition(arithmetic), Math.max(0, messages - nodes) * inputs);
        if (scaled) {
            ledger.count("aggregation cores", multiplication(arithmetic), messages * inputs);
        }
        ledger.count("aggregation cores", new Action("register.write", arithmetic.sumBits()), messages * inputs);

        long outputs = part.outputs();
        int bufferKiB = Math.max(1, inputs * (WORD_BITS / 8) / BYTES_OF_KIB);
        long sumBeats = (inputs + 15) / 16;
        ledger.count("aggregation buffer", new Action("sram.write", BEAT_BITS, bufferKiB), nodes * sumBeats);
        int folds = machine.transformationShape(inputs, part.outputs()).folds();
        ledger.count("aggregation buffer", new Action("sram.read", WORD_BITS, bufferKiB), nodes * inputs * folds);
        long macs = nodes * inputs * outputs;
        ledger.count("transformation", multiplication(arithmetic), macs);
        ledger.count("transformation", addition(arithmetic), macs);
        ledger.count("transformation", new Action("register.write", arithmetic.sumBits()), macs);
        ledger.count("operand registers", new Action("register.write", arithmetic.featureBits()), 2 * macs);
        ledger.count("operand registers", new Action("register.write", WORD_BITS), nodes * outputs); // rows move up
    }

    /** The weights are written once and leave their bank in every pass. */
    private static void weights(Ledger ledger, HardwareLayer part, LayerTiming timing) {
        int rowKiB = Math.max(1, part.inputs() * (WORD_BITS / 8) / BYTES_OF_KIB);
        long words = (long) part.inputs() * part.outputs();
        ledger.count("weight bank", new Action("sram.write", WORD_BITS, rowKiB), words * part.precisions().length);
        ledger.count("weight bank", new Action("sram.read", WORD_BITS, rowKiB), words * timing.passes());
    }

    static Action addition(NodeArithmetic arithmetic) {
        return arithmetic.isInteger()
                ? new Action("add.int", arithmetic.sumBits())
                : new Action("add.float", arithmetic.sumBits() <= 16 ? 16 : 32);
    }

    static Action multiplication(NodeArithmetic arithmetic) {
        return arithmetic.isInteger()
                ? new Action("mul.int", arithmetic.featureBits())
                : new Action("mul.float", arithmetic.featureBits() <= 16 ? 16 : 32);
    }
}
