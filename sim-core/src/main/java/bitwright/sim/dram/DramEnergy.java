package bitwright.sim.dram;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Energy of one channel from its devices' currents, in picojoules: the devices alone, without interface and controller.
 *
 * @param activatePj rows opened and closed
 * @param readPj reads
 * @param writePj writes
 * @param refreshPj refreshes of ranks and of banks
 * @param activeStandbyPj standby of each rank while a bank of it was open
 * @param prechargedStandbyPj standby of each rank while all its banks were closed
 */
public record DramEnergy(
        double activatePj,
        double readPj,
        double writePj,
        double refreshPj,
        List<Double> activeStandbyPj,
        List<Double> prechargedStandbyPj) {
    public DramEnergy {
        activeStandbyPj = List.copyOf(activeStandbyPj);
        prechargedStandbyPj = List.copyOf(prechargedStandbyPj);
    }

    public double standbyPj() {
        return sum(activeStandbyPj) + sum(prechargedStandbyPj);
    }

    public double totalPj() {
        return activatePj + readPj + writePj + refreshPj + standbyPj();
    }

    private static double sum(List<Double> values) {
        return values.stream().flatMapToDouble(DoubleStream::of).reduce(0, Double::sum);
    }
}
