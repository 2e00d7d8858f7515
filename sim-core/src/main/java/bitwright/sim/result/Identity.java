package bitwright.sim.result;

import bitwright.sim.energy.EnergyTable;

/**
 * What a result belongs to: enough to run it again and to tell it from every other.
 *
 * @param design the design's name
 * @param designHash SHA-256 of the design's canonical configuration, in hex
 * @param workload the workload's name
 * @param workloadHash SHA-256 of the workload's content, in hex
 * @param workloadOrigin where the operands come from: a model, or {@code synthetic} and how
 * @param configHash SHA-256 of the whole experiment's canonical configuration, in hex
 * @param version Bitwright's version
 * @param seed the seed of everything random in the run
 * @param fidelity how closely time was simulated
 * @param memory the memory model's name
 * @param energyTable the energy table's name
 * @param energyTableHash {@link bitwright.sim.energy.EnergyTable#contentHash()}: tables are told apart by it, whatever
 *     they are called
 * @param clockMHz the machine's clock
 * @param peakMacsPerCycle the machine's peak in 16-bit by 16-bit multiply-accumulates a cycle; speed-ups are at equal
 *     peak only where these agree
 */
public record Identity(
        String design,
        String designHash,
        String workload,
        String workloadHash,
        String workloadOrigin,
        String configHash,
        String version,
        long seed,
        Fidelity fidelity,
        String memory,
        String energyTable,
        String energyTableHash,
        double clockMHz,
        double peakMacsPerCycle) {
    public Identity {
        if (!(clockMHz > 0)) {
            throw new IllegalArgumentException("clockMHz must be more than 0, got " + clockMHz);
        }
    }

    /** The same experiment, priced under another table. */
    Identity under(EnergyTable table) {
        return new Identity(
                design,
                designHash,
                workload,
                workloadHash,
                workloadOrigin,
                configHash,
                version,
                seed,
                fidelity,
                memory,
                table.name(),
                table.contentHash(),
                clockMHz,
                peakMacsPerCycle);
    }
}
