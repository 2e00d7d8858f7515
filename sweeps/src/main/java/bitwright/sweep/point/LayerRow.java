package bitwright.sweep.point;

import bitwright.sim.result.LayerResult;
import java.io.Serializable;

/**
 * What the store keeps of one layer.
 *
 * @param name the layer
 * @param cycles total cycles
 * @param idealCycles cycles of a machine of the same peak that never waits
 * @param macs multiply-accumulates, padding included
 * @param energyPj dynamic energy
 */
public record LayerRow(String name, long cycles, long idealCycles, long macs, double energyPj) implements Serializable {
    static LayerRow of(LayerResult layer) {
        return new LayerRow(
                layer.name(),
                layer.cycles().total(),
                layer.idealCycles(),
                layer.macs(),
                layer.energy().totalPj());
    }
}
