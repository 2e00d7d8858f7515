package bitwright.accel.pim;

import bitwright.accel.pim.asic.AsicWork;
import java.util.List;

/**
 * One step of a token's way through the model, in the memory or in the companion chip.
 *
 * @param programs what each channel does; empty for the companion chip
 * @param work what the companion chip does; nothing for the memory
 * @param macs multiply-accumulates of the mathematics, without padding
 * @param after the instructions that it needs, by how many places they stand before it
 */
record Instruction(Operation operation, List<ChannelProgram> programs, AsicWork work, long macs, int... after) {
    Instruction {
        programs = List.copyOf(programs);
        after = after.clone();
    }
}
