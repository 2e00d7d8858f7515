package bitwright.accel.serial;

import bitwright.accel.pe.Bill;
import bitwright.accel.pe.Bill.Per;
import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.LayerPrecision;
import bitwright.accel.pe.Work;
import bitwright.accel.tactical.SearchPattern;
import bitwright.sim.energy.Action;
import bitwright.sim.energy.Ledger;
import java.util.Map;

/**
 * What Bit-Tactical puts before the PEs: registers that hold, for each tile and column, a line of activations and those
 * that candidates lie in; and in every lane a multiplexer with the select that came with the weight.
 */
record FrontEnd(SearchPattern search, LanePe pe) {
    /** Of one PE. An n-way multiplexer is n − 1 two-way ones. */
    private Bill multiplexers(LayerPrecision precision) {
        return new Bill()
                .lane(Per.STEP, "register.write", search.selectBits(), 1)
                .lane(Per.CYCLE, "mux", pe.activationWires(precision), search.inputs() - 1);
    }

    /** Adds the primitives that it is built of. */
    void addTo(Map<Action, Long> inventory, Array array) {
        long columns = (long) array.columns() * array.tiles();
        long pes = columns * array.rows();
        var full = new LayerPrecision(pe.operandBits(), true, pe.operandBits(), true);
        multiplexers(full)
                .materials(pe.lanes(), (action, count) -> inventory.merge(action, count * pes, Math::addExact));
        long registers = (search.lookahead() + 1L) * pe.lanes() * columns;
        inventory.merge(new Action("register.write", pe.operandBits()), registers, Math::addExact);
    }

    /**
     * Counts what a layer spends.
     *
     * @param activationReads activations that enter the registers
     */
    void charge(Ledger ledger, LayerPrecision precision, Work pes, Work lanes, long activationReads) {
        ledger.count("activation lines", new Action("register.write", precision.activationBits()), activationReads);
        multiplexers(precision).charge(pes, lanes, (action, times) -> ledger.count("multiplexers", action, times));
    }
}
