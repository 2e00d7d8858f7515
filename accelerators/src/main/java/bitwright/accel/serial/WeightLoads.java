package bitwright.accel.serial;

import java.util.List;
import java.util.function.IntBinaryOperator;

/**
 * The order in which weights enter the columns of {@link OutputColumns}: of each round of steps the first load of every
 * column, then every second one, and so on. One enters a cycle, so columns start one after another.
 */
final class WeightLoads {
    private final List<OutputColumns> plans;
    private final IntBinaryOperator loads;
    private int plan;
    private int round;
    private int load;
    private int column = -1;

    /** @param loads how often weights enter for a set of filters and a step, at least once */
    WeightLoads(List<OutputColumns> plans, IntBinaryOperator loads) {
        this.plans = plans;
        this.loads = loads;
    }

    /** Goes on to the next load. Returns whether there is one. */
    boolean next() {
        boolean anyInPass = column >= 0;
        while (plan < plans.size()) {
            OutputColumns current = plans.get(plan);
            for (column++; column < current.columns(); column++) {
                if (step() < current.steps() && load < loads.applyAsInt(set(), step())) {
                    return true;
                }
            }
            column = -1;
            if (anyInPass) {
                anyInPass = false;
                load++;
                continue;
            }
            load = 0;
            round++;
            if (round == current.rounds()) {
                round = 0;
                plan++;
            }
            anyInPass = false;
        }
        return false;
    }

    OutputColumns plan() {
        return plans.get(plan);
    }

    int column() {
        return column;
    }

    int step() {
        return plan().step(round, column);
    }

    int set() {
        return plan().set(column);
    }

    /** Whether the column begins its step with it. */
    boolean isFirst() {
        return load == 0;
    }
}
