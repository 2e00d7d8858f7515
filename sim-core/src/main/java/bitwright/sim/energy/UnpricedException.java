package bitwright.sim.energy;

import java.util.List;

/** An energy table that is asked for what it does not price; the message names the table and all that it lacks. */
public final class UnpricedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    UnpricedException(String table, List<String> reasons, String known) {
        super("energy table " + table + " does not price "
                + (reasons.size() == 1 ? "" : reasons.size() + " of the actions: ") + String.join(", ", reasons)
                + "; it prices " + known);
    }
}
