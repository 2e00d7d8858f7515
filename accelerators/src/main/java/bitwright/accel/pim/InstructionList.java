package bitwright.accel.pim;

import bitwright.accel.pim.ChannelProgram.Buffer;
import bitwright.accel.pim.ChannelProgram.Part;
import bitwright.accel.pim.ChannelProgram.Rows;
import bitwright.accel.pim.ChannelProgram.Transfer;
import bitwright.accel.pim.PimGpt.Schedule;
import bitwright.workload.transformer.TransformerRun;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The instructions of a token's way through a transformer, as a table. */
public final class InstructionList {
    private static final String LINE = "%4s  %-15s %-8s %-12s %s%n";

    private InstructionList() {}

    /**
     * Writes the table: a line an instruction, or, where channels do different things, a line for each of these.
     *
     * @param token the token's place among those that pass, from 0
     */
    public static void print(PimGpt machine, TransformerRun workload, int token, Appendable out) throws IOException {
        boolean overlapped = machine.schedule() == Schedule.OVERLAPPED;
        var compiler =
                new Compiler(machine.memory(), machine.asic(), workload.model(), overlapped, machine.outputLayer());
        List<Instruction> all = compiler.token(token, workload.hasOutput(token));
        line(out, "", "operation", "after", "channels", "what");
        for (int place = 0; place < all.size(); place++) {
            Instruction instruction = all.get(place);
            String after = overlapped ? after(place, instruction) : place == 0 ? "" : Integer.toString(place - 1);
            String word = instruction.operation().word();
            if (!instruction.operation().inMemory()) {
                line(out, Integer.toString(place), word, after, "chip", work(instruction));
                continue;
            }
            String number = Integer.toString(place);
            for (ChannelProgram program :
                    instruction.programs().stream().distinct().toList()) {
                if (!program.isEmpty()) {
                    line(out, number, word, after, channels(instruction, program), parts(program));
                    number = "";
                    word = "";
                    after = "";
                }
            }
        }
    }

    private static void line(Appendable out, String place, String word, String after, String who, String what)
            throws IOException {
        out.append(String.format(Locale.ROOT, LINE, place, word, after, who, what));
    }

    private static String after(int place, Instruction instruction) {
        return IntStream.of(instruction.after())
                .mapToObj(before -> Integer.toString(place - before))
                .collect(Collectors.joining(","));
    }

    private static String channels(Instruction instruction, ChannelProgram program) {
        int[] same = IntStream.range(0, instruction.programs().size())
                .filter(channel -> instruction.programs().get(channel).equals(program))
                .toArray();
        boolean together = same[same.length - 1] - same[0] == same.length - 1;
        return same.length > 1 && together
                ? same[0] + " to " + same[same.length - 1]
                : IntStream.of(same).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }

    private static String work(Instruction instruction) {
        return instruction.work().additions() + " additions, "
                + instruction.work().multiplications() + " multiplications, "
                + instruction.work().cycles() + " cycles of the chip";
    }

    private static String parts(ChannelProgram program) {
        return program.parts().stream().map(InstructionList::part).collect(Collectors.joining("; "));
    }

    private static String part(Part part) {
        if (part instanceof Buffer buffer) {
            return "buffer " + buffer.writes();
        }
        if (part instanceof Rows rows) {
            return rows.macs() / rows.sum() + " sums of " + rows.sum() + " MACs, " + rows.perRow() + " a row";
        }
        var transfer = (Transfer) part;
        return (transfer.write() ? "write " : "read ")
                + transfer.accesses()
                + (transfer.all() ? " accesses of all banks" : " accesses of a bank");
    }
}
