package bitwright.accel.pe;

import bitwright.sim.energy.Action;
import java.util.ArrayList;
import java.util.List;

/**
 * The primitives that a PE is built of and spends, as rates: the counts of a whole layer follow from its work, and so do
 * those of a single group. A lane without an operand is gated and spends nothing. Each rate stands for {@code times}
 * primitives of its own, so the bill is the bill of materials too.
 */
public final class Bill {
    /** What a rate is multiplied with. */
    public enum Per {
        STEP,
        CYCLE,
        ACTIVATION_STAT,
        WEIGHT_STAT;

        private long of(Work work) {
            return switch (this) {
                case STEP -> work.steps();
                case CYCLE -> work.cycles();
                case ACTIVATION_STAT -> work.activationStats();
                case WEIGHT_STAT -> work.weightStats();
            };
        }
    }

    /** Receives counted actions. */
    public interface Sink {
        /** For who wants a sum and no account. */
        Sink NONE = (action, times) -> {};

        void count(Action action, long times);
    }

    private record Rate(boolean ofLanes, Per per, Action action, int times) {}

    private final List<Rate> rates = new ArrayList<>();

    /** Adds an action that the whole PE does {@code times} per unit. */
    public Bill pe(Per per, String kind, int widthBits, int times) {
        rates.add(new Rate(false, per, new Action(kind, widthBits), times));
        return this;
    }

    /** Adds an action that every lane with an operand does {@code times} per unit. */
    public Bill lane(Per per, String kind, int widthBits, int times) {
        rates.add(new Rate(true, per, new Action(kind, widthBits), times));
        return this;
    }

    /**
     * Adds an adder tree over the lanes, whose adders get wider towards its root: on 16 lanes of one bit 8 adders of 1 bit, 4
     * of 2, 2 of 3 and 1 of 4. A lane without an operand keeps its share of it still, so the bill has one adder a lane,
     * as wide as the tree has bits for each lane, rounded up.
     *
     * @param inputBits what a lane adds
     * @param mostBits what no adder is wider than
     */
    public Bill tree(Per per, int lanes, int inputBits, int mostBits) {
        int bits = 0;
        int width = inputBits;
        for (int inputs = lanes; inputs > 1; inputs = (inputs + 1) / 2, width++) {
            bits += inputs / 2 * Math.min(width, mostBits);
        }
        return bits == 0 ? this : lane(per, "add.int", (bits + lanes - 1) / lanes, 1);
    }

    /**
     * Reports the actions of an amount of work.
     *
     * @param pes work summed over PEs
     * @param lanes the same work summed over lanes with an operand
     */
    public void charge(Work pes, Work lanes, Sink sink) {
        for (Rate rate : rates) {
            long times = Math.multiplyExact(rate.per.of(rate.ofLanes ? lanes : pes), (long) rate.times);
            if (times > 0) {
                sink.count(rate.action, times);
            }
        }
    }

    /** Reports the primitives that a PE of so many lanes is built of, each named by the action that it does. */
    public void materials(int lanes, Sink sink) {
        for (Rate rate : rates) {
            if (rate.times > 0) {
                sink.count(rate.action, (long) rate.times * (rate.ofLanes ? lanes : 1));
            }
        }
    }

    /** Reports the actions of one group under a control. */
    public void chargeGroup(Control control, int cycles, int lanes, Sink sink) {
        Work step = Work.step(control, cycles);
        charge(step, step.times(lanes), sink);
    }
}
